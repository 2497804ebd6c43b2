import { RejectedPhotoError } from '../../shared/errors.ts';

/**
 * What darkroom knows of one picture format, told from the bytes alone. Two steps, because the first needs
 * only the front of a file: a photo can be refused by its header before the rest of it has arrived.
 * Every walk is linear, trusts no length that it reads, and reads nothing outside the bytes.
 */
export interface PictureFormat {
  /** Also of a file that ends within the signature: that is a cut picture, not an unknown one. */
  matches(bytes: Buffer): boolean;
  readHeader(bytes: Buffer, extent: Extent): Header;
  /** Throws unless the picture is there to its end; what follows it (phones append videos) is no matter. */
  checkWhole(bytes: Buffer, extent: Extent): void;
}

/**
 * Of a front the rest is still to come: it is truncated, until its bytes show what the whole will be refused for.
 * So nothing else may follow from where the bytes end.
 */
export type Extent = 'whole' | 'front';

export interface Header {
  /** As stored, before any orientation. */
  width: number;
  height: number;
  /** Of one channel, before a palette. */
  bitsPerSample: number;
  /** Where a picture is put together of parts: of all of them, each as large as it says it is. */
  mostPixelsOfParts?: number;
}

/** Whether the bytes begin with the signature, or are themselves the beginning of it. */
export function beginsLike(bytes: Buffer, signature: Buffer): boolean {
  const length = Math.min(bytes.length, signature.length);
  return bytes.subarray(0, length).equals(signature.subarray(0, length));
}

/** Refuses a file whose end comes before the end of what it says it holds. */
export function requireBytes(bytes: Buffer, end: number, what: string): void {
  if (end > bytes.length) throw truncated(what);
}

export function truncated(within: string): RejectedPhotoError {
  return new RejectedPhotoError('truncated', `the file ends within ${within}`);
}

export function corrupt(detail: string): RejectedPhotoError {
  return new RejectedPhotoError('corrupt', detail);
}

export function unsupported(what: string): RejectedPhotoError {
  return new RejectedPhotoError('unsupported-format', `the file is ${what}`);
}

export function tooManyChannels(channels: number): RejectedPhotoError {
  return new RejectedPhotoError(
    'too-many-channels',
    `the picture has ${channels} channels, at most ${mostChannels} are read`,
  );
}

/** CMYK, or RGB and alpha. */
export const mostChannels = 4;
