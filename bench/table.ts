import { type Figure, isWorse } from './ratio.ts';

/** Lines for a terminal: what was measured, its spread, and whether it keeps to its bar. */
export function tableOf(figures: readonly Figure[]): string {
  const widest = Math.max(...figures.map(({ what }) => what.length));
  return figures
    .map((each) => {
      const { what, value, spread, unit } = each;
      const held = barOf(each) && `   ${barOf(each)}: ${isWorse(each) ? 'NOT KEPT' : 'kept'}`;
      return `  ${what.padEnd(widest)}  ${shown(value, unit).padStart(9)} ± ${shown(spread, unit).padEnd(7)} ${unit.padEnd(8)}${held}`;
    })
    .join('\n');
}

function barOf({ bar, least, unit }: Figure): string {
  if (least !== undefined) return `at least ${shown(least, unit)}`;
  return bar === undefined ? '' : `at most ${shown(bar, unit)}`;
}

const digits: Record<Figure['unit'], number> = {
  '×': 3,
  ms: 1,
  KB: 0,
  MB: 2,
  requests: 0,
  'a second': 1,
  SSIM: 5,
};

function shown(value: number, unit: Figure['unit']): string {
  return value.toFixed(digits[unit]);
}
