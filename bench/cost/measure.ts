import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { photo } from '../../test/fixtures/pictures.ts';
import type { CostFlags } from './flags.ts';
import { type FunctionTime, type Measurements, measurementsFile, readMeasurements } from './measurements.ts';
import { synthesized } from './modes.ts';
import { type Trial, tryOut } from './trial.ts';

/** 75 MB/s a connection; some 20 ms until S3 begins to answer a function of its own region. */
const network = { roundTripMs: 20, megabytesPerSecond: 75 };
const size = { width: 4000, height: 3000 };
const times = 16;

/** Measures the functions on the way of a 12 MP photo, and adds that to what is kept. */
export async function measure(
  flags: Pick<CostFlags, 'renditions' | 'context' | 'megabytes'>,
): Promise<Measurements> {
  const bytes = await jpegOf(flags.megabytes * 1e6);
  const made = synthesized('buffered', flags);
  const trials = await tryOut(made, bytes, { times, network });
  const count = trials[0]?.renditions.length ?? 0;
  const machine = `${cpus()[0]?.model}, Node ${process.version}`;
  const measured: Measurements = {
    date: new Date().toISOString().slice(0, 10),
    command: 'npm run cost -- --measure',
    ...{ machine, network, photo: { bytes: bytes.length, ...size } },
    renditions: { ...readMeasurements().renditions, [`${count}`]: timesIn(trials) },
  };
  writeFileSync(measurementsFile, `${JSON.stringify(measured, null, 2)}\n`);
  return measured;
}

/** The quality that comes closest to so many bytes. */
async function jpegOf(bytes: number): Promise<Buffer> {
  const pixels = await photo(size).raw().toBuffer();
  const { default: sharp } = await import('sharp');
  let best: Buffer | undefined;
  for (let [low, high] = [1, 100]; low <= high; ) {
    const quality = Math.floor((low + high) / 2);
    const made = await sharp(pixels, { raw: { ...size, channels: 3 } })
      .jpeg({ quality })
      .toBuffer();
    if (best === undefined || Math.abs(made.length - bytes) < Math.abs(best.length - bytes)) best = made;
    if (made.length < bytes) low = quality + 1;
    else high = quality - 1;
  }
  return best as Buffer;
}

/** The first photo finds everything cold: it is left out. Of the others the quickest: what else runs here only adds. */
function timesIn(trials: readonly Trial[]): Record<string, FunctionTime> {
  const warm = trials.slice(1);
  return Object.fromEntries(
    Object.entries(trials[0]?.loads ?? {}).map(([folder, load]) => {
      const cpuMs = Math.min(
        ...warm.flatMap((each) => each.invocations[folder]?.map((one) => one.cpuMs) ?? []),
      );
      // The others wait for nobody but Step Functions, whose time the bill takes from the execution.
      const waitMs = folder === 'resize' ? Math.min(...warm.map(({ waitedMs }) => waitedMs)) : 0;
      return [folder, { cpuMs: rounded(cpuMs), waitMs: rounded(waitMs), initMs: rounded(load.cpuMs) }];
    }),
  );
}

const rounded = (ms: number) => Math.round(ms * 10) / 10;
