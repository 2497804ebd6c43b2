import { svgOf } from '../svg.ts';
import type { Foreseen } from './table.ts';

/** How many photos have come and how many are done, as time goes on, side by side: an SVG. */
export function plotOf(outcomes: Foreseen, title: string): Promise<string> {
  const values = Object.entries(outcomes).flatMap(([mode, { course }]) =>
    course.flatMap(({ at, came, done, failed }) => [
      { mode, what: 'came', minutes: at / 60, photos: came },
      { mode, what: 'done', minutes: at / 60, photos: done },
      { mode, what: 'failed', minutes: at / 60, photos: failed },
    ]),
  );
  return svgOf({
    title,
    background: 'white',
    data: { values },
    mark: { type: 'line', strokeWidth: 2 },
    width: 260,
    height: 200,
    encoding: {
      column: { field: 'mode', type: 'nominal', title: null, sort: Object.keys(outcomes) },
      x: { field: 'minutes', type: 'quantitative', title: 'minutes' },
      y: { field: 'photos', type: 'quantitative', title: 'photos' },
      color: {
        field: 'what',
        type: 'nominal',
        title: null,
        scale: { domain: ['came', 'done', 'failed'], range: ['#9aa0a6', '#1a73e8', '#d93025'] },
      },
    },
    resolve: { scale: { x: 'independent' } },
  });
}
