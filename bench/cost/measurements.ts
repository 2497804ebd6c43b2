import { readFileSync } from 'node:fs';

/** What a function takes, warm, where it has a whole processor; in milliseconds. */
export interface FunctionTime {
  /** It computes. */
  cpuMs: number;
  /** It waits for others: S3, the execution that it has started. */
  waitMs: number;
  /** Loading it, which computes all the time. */
  initMs: number;
}

/** Written by `npm run cost -- --measure`. */
export interface Measurements {
  date: string;
  command: string;
  machine: string;
  network: { roundTripMs: number; megabytesPerSecond: number };
  photo: { bytes: number; width: number; height: number };
  /** For each number of renditions that was measured. */
  renditions: Readonly<Record<string, Readonly<Record<string, FunctionTime>>>>;
}

export const measurementsFile = new URL('./measurements.json', import.meta.url);

export function readMeasurements(): Measurements {
  return JSON.parse(readFileSync(measurementsFile, 'utf8')) as Measurements;
}

/** There is nothing to go by. */
export class NotMeasuredError extends Error {
  override readonly name = 'NotMeasuredError';
}

/** One whole processor: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const megabytesOfOneProcessor = 1769;

/** What Lambda bills for an invocation at this memory: with less of a processor, computing takes longer. */
export function billedMs(
  { cpuMs, waitMs, initMs }: FunctionTime,
  memoryMegabytes: number,
  cold: number,
): { ms: number; initMs: number } {
  const slower = Math.max(1, megabytesOfOneProcessor / memoryMegabytes);
  // Loading is not slowed: Lambda gives a starting environment more of a processor than it has afterwards.
  return { ms: Math.ceil(waitMs + cpuMs * slower), initMs: cold * initMs };
}

/**
 * The time of a function for photos of so many megabytes: of the one that resizes, computing and the bytes' way grow
 * with the photo, its round trips do not.
 */
export function timeOf(
  { renditions: all, photo, network }: Measurements,
  folder: string,
  { renditions, megabytes }: { renditions: number; megabytes: number },
): FunctionTime {
  // To the others it is all one how many renditions there are.
  const [time] = (folder === 'resize' ? [all[`${renditions}`]] : Object.values(all)).flatMap(
    (times) => times?.[folder] ?? [],
  );
  if (time === undefined) {
    const counts = Object.keys(all).join(', ');
    throw new NotMeasuredError(
      `What ${folder} takes for ${renditions} renditions was not measured (${counts} were). ` +
        `Say it, as in --ms ${folder}=300, or measure it: npm run cost -- --measure --renditions ${renditions}`,
    );
  }
  if (folder !== 'resize') return time;
  const size = (megabytes * 1e6) / photo.bytes;
  const transferMs = photo.bytes / (network.megabytesPerSecond * 1000);
  return { ...time, cpuMs: time.cpuMs * size, waitMs: time.waitMs + transferMs * (size - 1) };
}

/** The mean of what was measured of loading a function. */
export function loadingOf({ renditions }: Measurements, folder: string): number {
  const all = Object.values(renditions).flatMap((times) => times[folder]?.initMs ?? []);
  return all.reduce((sum, ms) => sum + ms, 0) / Math.max(1, all.length);
}
