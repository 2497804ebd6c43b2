import type { Verdict } from '../../functions/choose-photos/answers.ts';
import type { Place } from '../place.ts';
import { bytes } from '../terminal.ts';
import type { Looks } from './looks.ts';

/** What a backfill would do, as `--json` prints it. */
export interface Plan extends Record<Verdict, number> {
  prefix: string;
  objects: number;
  bytes: number;
  /** So many of the objects were looked at; where not all were, the counts are worked out from these. */
  lookedAt: number;
  photos: number;
  concurrency: number;
  seconds: number;
  /** US dollars on AWS. */
  dollars: number;
  pricesOf: string;
}

export interface Stock {
  prefix: string;
  objects: number;
  bytes: number;
  lookedAt: number;
}

export function planFor(place: Place, stock: Stock, { counts, photos }: Looks, concurrency: number): Plan {
  const { photoDollars, lookDollars, photoSeconds, pricesOf } = JSON.parse(place.output('BackfillRates'));
  const { objects, lookedAt } = stock;
  const ofAll = (count: number) => (lookedAt === 0 ? 0 : Math.round((count * objects) / lookedAt));
  const each = Object.fromEntries(
    Object.entries(counts).map(([verdict, count]) => [verdict, ofAll(count)]),
  ) as Looks['counts'];
  const made = ofAll(photos.length);
  return {
    ...stock,
    ...each,
    photos: made,
    concurrency,
    seconds: Math.ceil((made * photoSeconds) / Math.min(concurrency, Math.max(made, 1))),
    dollars: made * photoDollars + objects * lookDollars,
    pricesOf,
  };
}

export function planLines(
  plan: Plan,
  { rejectedToo, local }: { rejectedToo: boolean; local: boolean },
): string {
  const { objects, lookedAt, photos, concurrency, seconds, dollars, pricesOf } = plan;
  const about = lookedAt < objects ? 'about ' : '';
  const lines: [number, string][] = [
    [plan.current, 'current: left out'],
    [plan.outdated, 'with renditions of other settings'],
    [plan.without, 'without renditions'],
    [plan.rejected, rejectedToo ? 'rejected before' : 'rejected, and would be again: left out'],
    [plan.ignored, 'no photos, such as folders'],
  ];
  const width = Math.max(...lines.map(([number]) => counted(number).length));
  return [
    `${counted(objects)} objects below ${plan.prefix}, ${bytes(plan.bytes)}`,
    ...lines
      .filter(([number]) => number > 0)
      .map(([number, what]) => `  ${counted(number).padStart(width)} ${what}`),
    ...(about === '' ? [] : [`  worked out from ${counted(lookedAt)} of them, drawn by lot`]),
    photos === 0
      ? about === ''
        ? 'Nothing to make.'
        : 'Nothing to make among those that were drawn; there may be among the others.'
      : `${counted(photos)} to make, ${concurrency} at a time: ${duration(seconds)}, ${money(dollars)}${local ? ', were it on AWS' : ''}`,
    ...(photos === 0 ? [] : [`  (us-east-1, prices of ${pricesOf}, without logs; the time is a guess)`]),
  ].join('\n');
}

export function counted(number: number): string {
  return number.toLocaleString('en-US');
}

function duration(seconds: number): string {
  if (seconds < 90) return `about ${seconds} s`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min`;
  return `about ${(seconds / 3600).toFixed(1)} h`;
}

function money(dollars: number): string {
  return dollars < 0.01 ? 'less than $0.01' : `about $${dollars.toFixed(2)}`;
}
