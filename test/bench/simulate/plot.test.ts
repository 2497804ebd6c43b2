import { expect, test } from '@jest/globals';
import { plotOf } from '../../../bench/simulate/plot.ts';
import { simulate } from '../../../bench/simulate/simulation.ts';
import { scene } from './scenes.ts';

test('the picture is an SVG with a part for each mode and a line for those that came, were done and failed', async () => {
  const outcomes = { direct: simulate(scene()), express: simulate(scene({ mode: 'express' })) };

  const svg = await plotOf(outcomes, 'a hundred photos');

  expect(svg).toMatch(/^<svg /);
  for (const text of ['a hundred photos', 'direct', 'express', 'came', 'done', 'failed', 'minutes']) {
    expect(svg).toContain(`>${text}<`);
  }
  expect(svg.match(/aria-roledescription="line mark"/g)).toHaveLength(2 * 3);
});
