import {
  largestSquare,
  mostEncodingSeconds,
  secondsToEncode,
  secondsToMake,
} from '../../workflow/encoding.ts';
import type { Report } from './problems.ts';
import type { Rendition, Values } from './shape.ts';

/** Renditions that the function that resizes has no time for: ordinary photos would be rejected or fail. */
export function refuseTooHeavy(values: Values, report: Report): void {
  const maxPixels = values['uploads.maxPixels'];
  if (maxPixels === undefined) return;
  const sets = [
    { path: 'renditions', renditions: values.renditions ?? [] },
    ...(values.rules ?? []).map((rule, index) => ({
      path: `rules[${index}].renditions`,
      renditions: rule.renditions,
    })),
  ];
  for (const { path, renditions } of sets) {
    const seconds = secondsToMake(renditions, maxPixels);
    const heaviest = heaviestOf(renditions);
    if (seconds <= mostEncodingSeconds || heaviest === undefined) continue;
    report({ path, value: renditions.map(({ name }) => name), remedy: remedyFor(heaviest, seconds) });
  }
}

/** That is where to begin. */
function heaviestOf(renditions: readonly Rendition[]): Rendition | undefined {
  return renditions.toSorted((a, b) => secondsToEncode(b) - secondsToEncode(a))[0];
}

function remedyFor(heaviest: Rendition, seconds: number): string {
  const { name, format, width, height } = heaviest;
  const side = largestSquare(heaviest);
  return [
    `they take about ${seconds.toFixed(1)} s of a processor for the largest photo, and the function has time for ${mostEncodingSeconds};`,
    `the heaviest, ${name}, takes ${secondsToEncode(heaviest).toFixed(1)}: ask for less than that`,
    `(${format} of its quality fits up to ${side} x ${side} pixels by itself, once),`,
    ...(width === undefined || height === undefined
      ? ['give it width and height so that both are bounded,']
      : []),
    `choose another format, or lower uploads.maxPixels where it is above 50000000. See docs/limits.md`,
  ].join(' ');
}
