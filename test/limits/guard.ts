import { decoderSeconds } from '../../functions/resize/sharp-safety.ts';
import { resourcesOf, synthesized } from '../infra/synthesized.ts';
import { memoryMargin, processorMargin } from './margins.ts';
import { heaviest, type Kind, raisedLimits } from './renditions.ts';
import { sectionOf } from './sections.ts';
import { rowsIn, type ToldRow } from './table.ts';

interface Given {
  Timeout: number;
  MemorySize: number;
}

const { maxPixels, maxBytes } = raisedLimits;

/** Of the function that resizes: usually, with the heaviest renditions, and where settings let in the most. */
const template = {
  usual: given({}),
  heaviest: given({ renditions: JSON.stringify([heaviest.worst[1]]) }),
  raised: given({ 'uploads.maxPixels': `${maxPixels}`, 'uploads.maxBytes': `${maxBytes}` }),
};

/** Where the template gives the function less than docs/limits.md says that it needs. */
export function problemsOf(page: string, { usual, heaviest, raised } = template): string[] {
  const [worst, ordinary, largest] = (['worst', 'ordinary', 'raised'] as const).map((kind: Kind) =>
    rowsIn(kind, sectionOf(page, kind)),
  ) as [ToldRow[], ToldRow[], ToldRow[]];
  return [
    ...[...worst, ...ordinary].flatMap((row) => memoryOf(row, usual)),
    ...largest.flatMap((row) => memoryOf(row, raised)),
    ...worst.flatMap((row) => timeOf(row, row.usual, processorIn(usual.Timeout, usual), processorMargin)),
    ...worst.flatMap((row) => timeOf(row, row.heaviest, processorIn(heaviest.Timeout, heaviest), 1)),
    ...largest.flatMap((row) =>
      timeOf(row, [...row.usual, ...row.heaviest], processorIn(raised.Timeout, raised), 1),
    ),
    ...ordinary.flatMap((row) => timeOf(row, row.usual, processorIn(decoderSeconds, usual), processorMargin)),
    ...ordinary.flatMap((row) =>
      timeOf(row, row.heaviest, processorIn(decoderSeconds, heaviest), processorMargin),
    ),
    ...ordinary.filter(isNotDone).map(({ format, what }) => `${format}, ${what}: is not done`),
  ];
}

function given(context: Record<string, string>): Given {
  const [found] = resourcesOf(synthesized(context).template, 'AWS::Lambda::Function').filter(
    ([, { Metadata }]) => Metadata?.['darkroom:entry'] === 'functions/resize/lambda.ts',
  );
  if (found === undefined) throw new Error('The template has no function that resizes');
  const { Timeout, MemorySize } = found[1].Properties;
  return { Timeout, MemorySize };
}

/** Of so many seconds of the clock: Lambda gives a whole one with 1,769 MB, and with less a part of it. */
function processorIn(seconds: number, { MemorySize }: Given): number {
  return seconds * Math.min(1, MemorySize / 1769);
}

function memoryOf(row: ToldRow, { MemorySize }: Given): string[] {
  const needs = Math.max(...[...row.usual, ...row.heaviest].map(({ megabytes }) => megabytes));
  return tooMuch(row, needs, 'MB', memoryMargin, (MemorySize * 2 ** 20) / 1e6);
}

function timeOf(row: ToldRow, told: ToldRow['usual'], has: number, margin: number): string[] {
  return tooMuch(row, Math.max(...told.map(({ seconds }) => seconds)), 's', margin, has);
}

function tooMuch({ format, what }: ToldRow, needs: number, unit: string, margin: number, has: number) {
  if (needs * margin <= has) return [];
  const withMargin = (needs * margin).toFixed(1);
  return [
    `${format}, ${what}: takes ${needs} ${unit}, with the margin of ${margin} ${withMargin}; there are ${has.toFixed(1)}`,
  ];
}

function isNotDone({ usual, heaviest }: ToldRow): boolean {
  return [...usual, ...heaviest].some(({ outcome }) => outcome !== 'done');
}
