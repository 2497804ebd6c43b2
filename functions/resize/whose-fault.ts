import { RejectedPhotoError } from '../shared/errors.ts';
import { decoderSeconds } from './sharp-safety.ts';

/**
 * Waits for sharp, and decides whose fault its error is. Nearly all are the photo's: of 3,783 files with
 * readable headers 620 could not be decoded. Wrong options do not come here, sharp throws those at once.
 */
export async function decided<T>(work: Promise<T>, seconds = decoderSeconds): Promise<T> {
  const began = performance.now();
  try {
    return await work;
  } catch (error) {
    throw verdictOn(error, performance.now() - began, seconds);
  }
}

/** Waits for what sharp makes of pixels that it has decoded: the photo can be at fault only for the time it takes. */
export async function inTime<T>(work: Promise<T>, seconds = decoderSeconds): Promise<T> {
  const began = performance.now();
  try {
    return await work;
  } catch (error) {
    throw isTimeout(error, performance.now() - began, seconds) ? tookTooLong({ cause: error }) : error;
  }
}

export function verdictOn(error: unknown, milliseconds: number, seconds = decoderSeconds): unknown {
  if (!(error instanceof Error) || isOurs(error)) return error;
  if (isTimeout(error, milliseconds, seconds)) return tookTooLong({ cause: error });
  return new RejectedPhotoError('corrupt', lastLine(error.message), { cause: error });
}

export function tookTooLong(options?: ErrorOptions): RejectedPhotoError {
  return new RejectedPhotoError('took-too-long', `the decoder had ${decoderSeconds} s`, options);
}

/** Known by the clock: sharp's errors have no code, and whatever fails so late has taken too long. */
function isTimeout(error: unknown, milliseconds: number, seconds: number): boolean {
  return error instanceof Error && !isOurs(error) && milliseconds >= seconds * 1000;
}

/**
 * Memory or threads that the machine does not give. The libraries below sharp say so in words alone, so that
 * this is the one place that reads a message; a limit on what a photo may ask for sounds different in each.
 */
function isOurs(error: Error): boolean {
  return (
    'code' in error ||
    /vips_tracked: out of memory|Insufficient memory \(case|Error creating thread/.test(error.message)
  );
}

/** The lines before it are what led there, or the same words again. */
function lastLine(message: string): string {
  return message.trimEnd().split('\n').at(-1)?.slice(0, 200) ?? '';
}
