import { styleText } from 'node:util';
import type { Bill, Line } from './bill.ts';
import type { CostFlags, Mode } from './flags.ts';
import type { Measurements } from './measurements.ts';
import { prices, pricesOf } from './prices.ts';
import { type Group, groups } from './usage.ts';

/** What a person reads. */
export function tableOf(
  bills: Readonly<Record<Mode, Bill>>,
  flags: CostFlags,
  measured: Measurements,
): string {
  const { photos, megabytes, days, mode } = flags;
  const bill = bills[mode];
  return [
    `${photos.toLocaleString('en')} photos of ${megabytes} MB over ${days} days, delivered ${mode}. US dollars.`,
    '',
    ...(Object.keys(groups) as Group[]).flatMap((group) => groupTable(group, bill)),
    ...sideBySide(bills),
    '',
    ...footnotes(bill, measured),
  ].join('\n');
}

function groupTable(group: Group, { lines, totals, totalsAtMost }: Bill): string[] {
  const those = lines.filter((line) => line.group === group);
  if (those.length === 0) return [];
  const total = range(totals[group], totalsAtMost[group]);
  const rows = those.map(
    (line) => `  ${line.service.padEnd(16)}${rangeOf(line).padStart(17)}   ${line.what}`,
  );
  return [`${bold(groups[group].padEnd(18))}${bold(total.padStart(17))}`, ...rows, ''];
}

function sideBySide(bills: Readonly<Record<Mode, Bill>>): string[] {
  const modes = Object.entries(bills);
  const row = (name: string, cells: readonly string[]) =>
    `${name.padEnd(18)}${cells.map((cell) => cell.padStart(19)).join('')}`;
  const services = [
    ...new Set(modes.flatMap(([, { lines }]) => lines.filter(isWork).map(({ service }) => service))),
  ];
  return [
    bold(
      row(
        'All modes',
        modes.map(([mode]) => mode),
      ),
    ),
    ...services.map((service) =>
      row(
        `  ${service}`,
        modes.map(([, { lines }]) => {
          const those = lines.filter((line) => isWork(line) && line.service === service);
          const [least, most] = [those.map(({ dollars }) => dollars), those.map(mostOf)].map(sum);
          return those.length === 0 ? '–' : range(least ?? 0, most ?? 0);
        }),
      ),
    ),
    ...(Object.keys(groups) as Group[]).map((group) => {
      const cells = modes.map(([, bill]) => range(bill.totals[group], bill.totalsAtMost[group]));
      return row(groups[group], cells);
    }),
  ];
}

const isWork = ({ group }: Line) => group === 'work';
const mostOf = ({ dollars, dollarsAtMost }: Line) => dollarsAtMost ?? dollars;
const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);

function rangeOf(line: Line): string {
  return range(line.dollars, mostOf(line));
}

function range(least: number, most: number): string {
  return most - least < 0.005 ? money(least) : `${money(least)} – ${money(most)}`;
}

function money(dollars: number): string {
  return dollars.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

function footnotes(bill: Bill, { date, command, machine, network }: Measurements): string[] {
  const used = [...new Set(bill.lines.map(({ price }) => price))];
  const unverified = used.filter((name) => !prices[name].verified).map((name) => prices[name].unit);
  return [
    `Prices: us-east-1, ${pricesOf} (bench/cost/prices.ts has the pages); no free tier is taken off.`,
    ...(unverified.length > 0 ? [`Not found again on their pages that day: ${unverified.join('; ')}.`] : []),
    `Times: measured ${date} by ${command} on ${machine}, with ${network.roundTripMs} ms to S3 and back`,
    `and ${network.megabytesPerSecond} MB/s; requests and logs: counted just now, with one photo on the whole way.`,
  ];
}

const bold = (text: string) => styleText('bold', text);
