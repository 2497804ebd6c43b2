import { styleText } from 'node:util';
import type { Bill } from '../cost/bill.ts';
import type { Mode } from '../cost/flags.ts';
import type { SimulateFlags } from './flags.ts';
import { published, quotasOf } from './quotas.ts';
import { type Bound, bounds, type Outcome } from './scenario.ts';

export type Foreseen = Readonly<Partial<Record<Mode, Outcome>>>;

/** What a person reads. */
export function tableOf(
  outcomes: Foreseen,
  flags: SimulateFlags,
  bills: Partial<Record<Mode, Bill>>,
): string {
  const all = Object.entries(outcomes) as [Mode, Outcome][];
  const row = (name: string, of: (outcome: Outcome, mode: Mode) => string) =>
    `${name.padEnd(26)}${all.map(([mode, outcome]) => of(outcome, mode).padStart(24)).join('')}`;
  const sum = (mode: Mode, of: 'totals' | 'totalsAtMost') => {
    const { work = 0, upload = 0, watching = 0 } = bills[mode]?.[of] ?? {};
    return work + upload + watching;
  };
  return [
    `${count(flags.photos)} photos of ${flags.megabytes} MB within ${time(flags.overSeconds)}, ${rate(flags)}.`,
    '',
    styleText(
      'bold',
      row('', (_, mode) => mode),
    ),
    row('done', ({ done }) => count(done)),
    row('failed, and told', ({ failed }) => count(failed)),
    row('given up undelivered', ({ undelivered }) => count(undelivered)),
    row('still waiting', ({ waiting }) => count(waiting)),
    row('the last one ends after', ({ drained }) => time(drained)),
    row('… after the last came', ({ drained, lastArrival }) => time(Math.max(0, drained - lastArrival))),
    row('upload to notice, p50', ({ seconds }) => time(seconds.p50)),
    row('p99', ({ seconds }) => time(seconds.p99)),
    row('longest', ({ seconds }) => time(seconds.max)),
    row('environments at most', ({ mostLambdas }) => count(mostLambdas)),
    ...(Object.keys(bills).length === 0
      ? []
      : [
          row('dollars, without storage', (_, mode) => range(sum(mode, 'totals'), sum(mode, 'totalsAtMost'))),
        ]),
    '',
    ...all.flatMap(([mode, outcome]) => holding(mode, outcome)),
    '',
    `Quotas: those of an account in us-east-1 that asked for no more, ${quotasOf} (bench/simulate/quotas.ts).`,
    ...(all.some(([, { simulated, photos }]) => simulated < photos)
      ? ['Simulated were the first million; the rest follows in proportion (docs/capacity.md).']
      : []),
    ...unverified(),
  ].join('\n');
}

/** What held photos up, the worst first. */
function holding(mode: Mode, { held, photos }: Outcome): string[] {
  const worst = (Object.entries(held) as [Bound, NonNullable<Outcome['held'][Bound]>][]).toSorted(
    ([, a], [, b]) => b.seconds - a.seconds,
  );
  if (worst.length === 0) return [`${mode}: nothing held a photo up.`];
  return worst.map(([bound, { seconds, from, to }], index) => {
    const name = index === 0 ? `${mode}:` : '';
    const mean = seconds / Math.max(1, photos);
    return `${name.padEnd(10)}${bounds[bound].padEnd(40)} ${time(mean)} a photo, from ${time(from)} to ${time(to)}`;
  });
}

function unverified(): string[] {
  const names = Object.entries(published).flatMap(([name, { verified }]) => (verified ? [] : [name]));
  return names.length === 0 ? [] : [`Not found again on their pages that day: ${names.join(', ')}.`];
}

function rate({ photos, overSeconds }: SimulateFlags): string {
  const each = photos / overSeconds;
  return each >= 0.1
    ? `${each.toLocaleString('en', { maximumFractionDigits: 1 })} a second`
    : `one in ${time(1 / each)}`;
}

function count(number: number): string {
  return number.toLocaleString('en', { maximumFractionDigits: 0 });
}

function range(least: number, most: number): string {
  const money = (dollars: number) =>
    dollars.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return most - least < 0.005 ? money(least) : `${money(least)} – ${money(most)}`;
}

export function time(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  if (seconds < 7200) return `${(seconds / 60).toFixed(1)} min`;
  if (seconds < 2 * 86_400) return `${(seconds / 3600).toFixed(1)} h`;
  return `${(seconds / 86_400).toFixed(1)} days`;
}
