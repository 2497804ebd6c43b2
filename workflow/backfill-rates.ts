import { prices, pricesOf } from './observability/prices.ts';

/** What a backfill takes, for whoever has to decide on one. */
export interface BackfillRates {
  /** For each photo that is made: US dollars in us-east-1, without logs and e-mails. */
  photoDollars: number;
  /** For each object that is looked at, whether it is made or left out. */
  lookDollars: number;
  /** That a photo takes its place among those that are worked on: assumed, and not measured. */
  photoSeconds: number;
  /** The day of the prices. */
  pricesOf: string;
}

interface Basis {
  express: boolean;
  resizeMegabytes: number;
  chooseMegabytes: number;
  /** Of those that photos have, the most. */
  renditions: number;
}

/** Billed for an ordinary photo of 12 megapixels: docs/costs.md has what was measured. */
const firstRenditionMs = 220;
const eachRenditionMs = 170;
/** Of a photo's own execution: the most that AWS may count. */
const photoTransitions = 5;
/** Of a batch, for each of its photos: Choose Way, Make Photo, Photo Made; one more where an Express one's end is looked at. */
const batchTransitions = { standard: 3, express: 4 };
/** What a batch of 50 has besides, for each object. */
const lookTransitions = 12 / 50;
/** The photo, then a look at it, at the lock and at the record, and one at each rendition that is there already. */
const reads = 4;
const lookMs = 10;
/** To begin an execution and to hear of its end, beside the work. */
const aroundSeconds = 1.5;

export function backfillRates(basis: Basis): BackfillRates {
  const { express, resizeMegabytes, chooseMegabytes, renditions } = basis;
  const resizeMs = firstRenditionMs + eachRenditionMs * (renditions - 1);
  const lambda = (ms: number, megabytes: number) => (ms / 1000) * (megabytes / 1024) * prices.gigabyteSecond;
  const execution = express
    ? batchTransitions.express * prices.stateTransition +
      prices.expressRequest +
      (resizeMs / 1000) * (64 / 1024) * prices.expressGigabyteSecond
    : (batchTransitions.standard + photoTransitions) * prices.stateTransition;
  return {
    photoDollars: rounded(
      execution +
        prices.invocation +
        lambda(resizeMs, resizeMegabytes) +
        renditions * prices.put +
        (reads + renditions) * prices.get +
        prices.publish,
    ),
    lookDollars: rounded(
      lookTransitions * prices.stateTransition +
        prices.invocation / 50 +
        lambda(lookMs, chooseMegabytes) +
        (2 + renditions) * prices.get,
    ),
    photoSeconds: aroundSeconds + resizeMs / 1000,
    pricesOf,
  };
}

/** To a hundredth of a dollar for a million. */
function rounded(dollars: number): number {
  return Number(dollars.toFixed(8));
}
