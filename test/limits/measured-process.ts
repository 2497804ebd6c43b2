// Resize Photo in a process of its own, to be measured: forked with what is to be done as its argument.
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { resizePhoto } from '../../functions/resize/handler.ts';
import { renditionSettings } from '../../functions/shared/renditions.ts';
import { peakBytes } from '../../local/lambda/peak-memory.ts';
import { execution, photoSettings, photoStores } from '../support/photo-stores.ts';
import { recordingObserver } from '../support/recording-observer.ts';
import { outcomeOf } from '../support/resize-outcome.ts';
import type { Asked, Measured } from './measure.ts';

// The time limits are of the clock, and others take the machine's time: here the clock is the processor's, and the
// decoder's own is off, so that what a photo takes is known to its end.
performance.now = () => processorSeconds() * 1000;
sharp.prototype.timeout = function () {
  return this;
};

const { file, renditions, maxBytes, maxPixels, runs } = JSON.parse(process.argv[2] ?? '') as Asked;
const settings = {
  ...photoSettings,
  renditions: renditionSettings(JSON.stringify(renditions)),
  maxBytes,
  maxPixels,
};
const measured: Measured[] = [];
for (let run = 0; run < runs; run += 1) measured.push(await measure());
process.send?.(measured);

async function measure(): Promise<Measured> {
  const stores = photoStores();
  const detail = stores.buckets.upload('uploads/photo', readFileSync(file));
  const before = processorSeconds();
  const resizing = resizePhoto(stores, settings)({ detail, execution }, recordingObserver().observer);
  const outcome = await outcomeOf(resizing);
  return { outcome, cpuSeconds: processorSeconds() - before, peakBytes: peakBytes() };
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
