import type { Rounds } from './interleaved.ts';

/** One figure of a goal, and the bar that it is held to. */
export interface Figure {
  what: string;
  value: number;
  /** Half of what lies between the quartiles of the rounds. */
  spread: number;
  /** The most that the value may be; neither where it is only told. */
  bar?: number;
  /** The least that it may be. */
  least?: number;
  unit: '×' | 'ms' | 'KB' | 'MB' | 'requests' | 'a second' | 'SSIM';
}

/** A CPU time as a multiple of another variant's: the median of the rounds' own ratios. */
export function ratioOf(rounds: Rounds, name: string, reference: string, bar?: number): Figure[] {
  const [own, others] = [rounds.get(name), rounds.get(reference)];
  if (own === undefined || others === undefined) return [];
  const ratios = own.map(({ cpuMs }, round) => cpuMs / (others[round]?.cpuMs ?? Number.NaN));
  return [figure(`${name} / ${reference}`, ratios, '×', bar)];
}

export function timesOf(rounds: Rounds): Figure[] {
  return [...rounds].flatMap(([name, took]) => [
    figure(
      `${name}, CPU`,
      took.map(({ cpuMs }) => cpuMs),
      'ms',
    ),
    figure(
      `${name}, wall`,
      took.map(({ wallMs }) => wallMs),
      'ms',
    ),
  ]);
}

export function figure(
  what: string,
  values: readonly number[],
  unit: Figure['unit'],
  bar?: number | { least: number },
): Figure {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN;
  const spread = (at(0.75) - at(0.25)) / 2;
  return { what, value: at(0.5), spread, unit, ...(typeof bar === 'number' ? { bar } : bar) };
}

export function isWorse({ value, spread, bar, least }: Figure): boolean {
  if (least !== undefined) return !(value + spread >= least);
  return bar !== undefined && !(value - spread <= bar);
}
