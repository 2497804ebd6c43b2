// Resize Photo in a process of its own, to be measured: forked with the photo's file as its argument.
import { readFileSync } from 'node:fs';
import { resizePhoto } from '../../functions/resize/handler.ts';
import { peakBytes } from '../../local/lambda/peak-memory.ts';
import { execution, photoSettings, photoStores } from '../support/photo-stores.ts';
import { recordingObserver } from '../support/recording-observer.ts';
import { outcomeOf } from '../support/resize-outcome.ts';

const [, , file = ''] = process.argv;
const stores = photoStores();
const detail = stores.buckets.upload('uploads/photo', readFileSync(file));
const resizing = resizePhoto(stores, photoSettings)({ detail, execution }, recordingObserver().observer);
const outcome = await outcomeOf(resizing);
process.send?.({ outcome, peakBytes: peakBytes() });
