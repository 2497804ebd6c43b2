import { S3Client } from '@aws-sdk/client-s3';
import type { Place } from '../place.ts';
import { note, say, sayJson } from '../terminal.ts';
import { exitCodes, UsageTrouble } from '../trouble.ts';
import { requireSomebodyToAsk, saysYes } from './ask.ts';
import { backfillHere, type Ended } from './here.ts';
import { type Looks, lookAt } from './looks.ts';
import { lot } from './lot.ts';
import { type Inventory, type Item, inventoried, listed } from './objects.ts';
import { backfillMachine } from './on-aws.ts';
import { counted, type Plan, planFor, planLines, type Stock } from './plan.ts';
import { type ProgressLine, progressLine } from './progress-line.ts';
import { followToItsEnd } from './to-its-end.ts';
import { endedLine, summaryOf } from './words.ts';

export interface BackfillOptions {
  prefix?: string;
  dryRun?: boolean;
  yes?: boolean;
  /** How many photos are worked on at the same time. */
  concurrency: number;
  /** Percent of the photos that may fail. */
  tolerate: number;
  /** Also the photos that were rejected. */
  rejected?: boolean;
  /** `s3://bucket/key` of a manifest. */
  inventory?: string;
  json?: boolean;
}

/** On AWS: of more objects than these, so many are looked at, and tell how it is with the others. */
const mostLookedAt = 10_000;
const mostPerBatch = 50;
/** So that no photo has to wait for the batch of another while there is room. */
const batchesPerPlace = 4;

/** Says what there is to make, asks, and has it made: by Step Functions on AWS, by itself with the run of this machine. */
export async function backfill(place: Place, options: BackfillOptions, signal: AbortSignal): Promise<number> {
  const { dryRun = false, yes = false, json = false } = options;
  const prefix = prefixFor(place, options);
  const inventory = inventoryFor(place, options);
  if (!dryRun && !yes) requireSomebodyToAsk();
  const machine = backfillMachine(place);
  if (!place.local && !dryRun) {
    const running = await machine.running(signal);
    if (running !== undefined) {
      note(`A backfill is running already: this follows it, and begins none.`);
      return followToItsEnd(place, running, options, signal);
    }
  }

  const run = `backfill-${new Date().toISOString()}`;
  const { stock, looks } = await takeStock(place, { prefix, inventory, run, options }, signal);
  const plan = planFor(place, stock, looks, options.concurrency);
  if (json) sayJson({ plan });
  else say(planLines(plan, { rejectedToo: options.rejected ?? false, local: place.local }));
  if (place.local) {
    note(
      "The Distributed Map of a backfill is AWS's own. With the darkroom of this machine the command itself runs the photos, so many at a time.",
    );
  }
  const nothingToMake = plan.photos === 0 && plan.lookedAt === plan.objects;
  if (dryRun || nothingToMake) return exitCodes.well;
  const question = plan.photos === 0 ? 'Begin?' : `Make ${counted(plan.photos)} photos?`;
  if (!yes && !(await saysYes(question, signal))) {
    note('Nothing was done.');
    return exitCodes.well;
  }
  if (place.local) return makeHere(place, looks, plan, options, signal);
  const execution = await machine.start(
    {
      prefix,
      concurrency: options.concurrency,
      photosPerBatch: perBatch(plan),
      toleratedFailurePercentage: options.tolerate,
      rejectedToo: options.rejected ?? false,
      ...(inventory !== undefined && { inventory: { key: inventory.key } }),
    },
    signal,
  );
  return followToItsEnd(place, execution, options, signal);
}

function prefixFor(place: Place, { prefix }: BackfillOptions): string {
  const folder = place.output('UploadsPrefix');
  const wanted = prefix ?? folder;
  if (wanted.startsWith(folder)) return wanted;
  throw new UsageTrouble(
    `Photos arrive below ${folder}, and ${JSON.stringify(wanted)} is not there.`,
    `Give a prefix such as --prefix ${folder}2024/`,
  );
}

/** Step Functions may read inventories in one place alone. */
function inventoryFor(place: Place, { inventory, prefix }: BackfillOptions): Inventory | undefined {
  if (inventory === undefined) return undefined;
  if (place.local) {
    throw new UsageTrouble(
      "Inventories are AWS's own: the bucket of this machine has none.",
      'Leave --inventory out: the bucket is listed.',
    );
  }
  if (prefix !== undefined) {
    throw new UsageTrouble(
      'An inventory names its objects itself, so there is no prefix to give beside it.',
      'Have an inventory made of that prefix.',
    );
  }
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(inventory) ?? [];
  const ours = place.output('ThumbnailsBucketName');
  if (bucket === ours && key !== undefined && key.startsWith('inventories/')) return { bucket, key };
  throw new UsageTrouble(
    `The backfill may read inventories below s3://${ours}/inventories/ and nowhere else.`,
    'Have the inventory delivered there, or copy its files; docs/backfill.md tells how.',
  );
}

interface Wanted {
  prefix: string;
  inventory: Inventory | undefined;
  run: string;
  options: BackfillOptions;
}

async function takeStock(
  place: Place,
  { prefix, inventory, run, options }: Wanted,
  signal: AbortSignal,
): Promise<{ stock: Stock; looks: Looks }> {
  using progress = progressLine(process.stderr);
  const { objects, bytes, drawn } = await listAll(place, { prefix, inventory }, progress, signal);
  const looks = await lookAt(
    place,
    drawn,
    {
      run,
      listedBy: inventory === undefined ? 'listing' : 'inventory',
      rejectedToo: options.rejected ?? false,
      toleratedFailurePercentage: options.tolerate,
    },
    signal,
    (looked) => progress.show(`${counted(looked)} of ${counted(drawn.length)} looked at`),
  );
  return { stock: { prefix, objects, bytes, lookedAt: drawn.length }, looks };
}

async function listAll(
  place: Place,
  { prefix, inventory }: Pick<Wanted, 'prefix' | 'inventory'>,
  progress: ProgressLine,
  signal: AbortSignal,
) {
  const s3 = new S3Client({ ...place.config, ...(place.local && { forcePathStyle: true }) });
  const pages =
    inventory === undefined
      ? listed(s3, place.output('UploadsBucketName'), prefix, signal)
      : inventoried(s3, inventory, signal);
  // Here every photo has to be known, since the command runs them itself.
  const { kept, add } = lot<Item>(place.local ? Number.POSITIVE_INFINITY : mostLookedAt);
  let objects = 0;
  let bytes = 0;
  for await (const page of pages) {
    for (const item of page) {
      objects += 1;
      bytes += Number(item.Size) || 0;
      add(item);
    }
    progress.show(`${counted(objects)} objects listed`);
  }
  return { objects, bytes, drawn: kept };
}

/** Small batches for a small backfill: those of one batch go one after the other. */
function perBatch({ objects, concurrency }: Plan): number {
  return Math.max(1, Math.min(mostPerBatch, Math.ceil(objects / (concurrency * batchesPerPlace))));
}

async function makeHere(
  place: Place,
  { photos }: Looks,
  plan: Plan,
  { concurrency, tolerate, json = false }: BackfillOptions,
  signal: AbortSignal,
): Promise<number> {
  using progress = progressLine(process.stderr);
  let ended = 0;
  const onEnded = (each: Ended) => {
    ended += 1;
    progress.print(() => (json ? sayJson(each) : say(endedLine(each))));
    progress.show(`${counted(ended)} of ${counted(plan.photos)}`);
  };
  try {
    const done = await backfillHere(place, photos, { concurrency, tolerate, signal, onEnded });
    progress[Symbol.dispose]();
    const summary = {
      photos: done.ended - done.failed,
      failed: done.failed,
      left: photos.length - done.ended,
    };
    if (json) sayJson({ summary });
    else note(summaryOf(summary));
    return summary.failed + summary.left > 0 ? exitCodes.failed : exitCodes.well;
  } catch (error) {
    progress[Symbol.dispose]();
    note('Those that were begun go on. Run it again for the others: it leaves out what is current by then.');
    throw error;
  }
}
