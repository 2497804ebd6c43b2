import type { Bill } from './bill.ts';
import type { CostFlags, Mode } from './flags.ts';
import type { Measurements } from './measurements.ts';
import { prices, pricesOf } from './prices.ts';

/** All of it, for programs: what was asked, what was measured, and each mode's lines with their prices' pages. */
export function jsonOf(
  bills: Readonly<Record<Mode, Bill>>,
  flags: CostFlags,
  measured: Measurements,
): string {
  const { json, measure, mode, ...workload } = flags;
  const modes = Object.entries(bills).map(([name, { lines, ...bill }]) => {
    const sourced = lines.map((line) => {
      const { unit, source, verified } = prices[line.price];
      return { ...line, unit, source, verified };
    });
    return [name, { ...bill, lines: sourced }];
  });
  return JSON.stringify({ pricesOf, workload, measured, modes: Object.fromEntries(modes) }, null, 2);
}
