import { expect, test } from '@jest/globals';
import { plotOf } from '../../bench/plot.ts';
import { figure } from '../../bench/ratio.ts';
import { resultOf } from '../../bench/results.ts';

test('the picture is an SVG with a line for each ratio that has a bar, and for nothing else', async () => {
  const svg = await plotOf([
    resultOf('one', 'a photo', [
      figure('handler / bare sharp', [1.02], '×', 1.05),
      figure('handler', [44], 'ms'),
    ]),
    resultOf('two', 'a photo', [
      figure('photos / bare sharp', [0.5], '×', { least: 0.4 }),
      figure('told', [2], '×'),
    ]),
  ]);

  expect(svg).toMatch(/^<svg /);
  for (const text of ['handler / bare sharp', 'photos / bare sharp', 'at most', 'at least']) {
    expect(svg).toContain(`>${text}<`);
  }
  expect(svg).not.toContain('>told<');
  expect(svg).not.toContain('>handler<');
});
