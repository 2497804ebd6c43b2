import type { Result } from './results.ts';
import { svgOf } from './svg.ts';

/** Each ratio that has a bar, beside it: an SVG. */
export function plotOf(results: readonly Result[]): Promise<string> {
  const values = results.flatMap(({ goal, figures }) =>
    figures
      .filter(({ unit, bar, least }) => unit === '×' && (bar ?? least) !== undefined)
      .map(({ what, value, spread, bar, least }) => ({
        ...{ goal, what, value, from: value - spread, to: value + spread },
        ...{ held: bar ?? least, kind: bar === undefined ? 'at least' : 'at most' },
      })),
  );
  const y = { field: 'what', type: 'nominal', sort: null, title: null, axis: { labelLimit: 400 } } as const;
  const x = { type: 'quantitative', title: 'times its reference' } as const;
  return svgOf({
    background: 'white',
    data: { values },
    width: 360,
    height: { step: 22 },
    layer: [
      { mark: { type: 'bar', color: '#8ab4f8', height: 12 }, encoding: { y, x: { ...x, field: 'value' } } },
      {
        mark: { type: 'rule', color: '#3c4043' },
        encoding: { y, x: { ...x, field: 'from' }, x2: { field: 'to' } },
      },
      {
        mark: { type: 'tick', thickness: 3, size: 18 },
        encoding: {
          ...{ y, x: { ...x, field: 'held' } },
          color: {
            ...{ field: 'kind', type: 'nominal', title: null },
            scale: { domain: ['at most', 'at least'], range: ['#d93025', '#188038'] },
          },
        },
      },
    ],
  });
}
