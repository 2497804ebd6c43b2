import { expect, test } from '@jest/globals';
import { type Rendition, renditionSettings } from '../../../functions/shared/renditions.ts';
import { readSettings } from '../../../infra/settings.ts';
import { problemsOf } from './problems-of.ts';

const thumbnail = { name: 'thumbnail', width: 200, fit: 'inside', format: 'jpeg', quality: 80 };

test('a rendition gets the fit, format and quality that it leaves out', () => {
  const renditions = [
    { name: 'a', width: 1 },
    { name: 'b', height: 2000, format: 'webp' },
    { name: 'c', width: 1, format: 'avif' },
    { name: 'd', width: 1, height: 1, format: 'png', fit: 'cover' },
    { name: 'e', width: 1, format: 'avif', quality: 100 },
  ];
  expect(readSettings({ darkroom: { renditions } }).renditions).toEqual([
    { name: 'a', width: 1, fit: 'inside', format: 'jpeg', quality: 80 },
    { name: 'b', height: 2000, fit: 'inside', format: 'webp', quality: 80 },
    { name: 'c', width: 1, fit: 'inside', format: 'avif', quality: 50 },
    { name: 'd', width: 1, height: 1, fit: 'cover', format: 'png', quality: 80 },
    { name: 'e', width: 1, fit: 'inside', format: 'avif', quality: 100 },
  ]);
});

test.each([
  [{ width: 1 }, 'renditions[0] is {"width":1}: it needs a name'],
  [{ name: 'a' }, 'renditions[0] is {"name":"a"}: it needs a width, a height or both'],
  [
    { name: 'a', width: 1, fit: 'cover' },
    'renditions[0] is {"name":"a","width":1,"fit":"cover"}: with fit "cover" it needs both',
  ],
  [
    { name: 'a', height: 1, fit: 'contain' },
    'renditions[0] is {"name":"a","height":1,"fit":"contain"}: with fit "contain" it needs both',
  ],
  [{ name: 'A', width: 1 }, 'renditions[0].name is "A": it may be 1 to 32'],
  [{ name: '-a', width: 1 }, 'renditions[0].name is "-a": it may be'],
  [{ name: 'a'.repeat(33), width: 1 }, 'renditions[0].name is'],
  [{ name: 'a', width: 0 }, 'renditions[0].width is 0: it may be a whole number from 1 to 8192'],
  [{ name: 'a', width: 1, height: 8193 }, 'renditions[0].height is 8193: it may be'],
  [{ name: 'a', width: '1' }, 'renditions[0].width is "1": it may be'],
  [
    { name: 'a', width: 1, fit: 'fill' },
    'renditions[0].fit is "fill": it may be "inside", "cover" or "contain"',
  ],
  [
    { name: 'a', width: 1, format: 'jpg' },
    'renditions[0].format is "jpg": it may be "jpeg", "webp", "avif" or "png"',
  ],
  [{ name: 'a', width: 1, quality: 0 }, 'renditions[0].quality is 0: it may be a whole number from 1 to 100'],
  [
    { name: 'a', width: 1, hieght: 2 },
    'renditions[0].hieght is 2: a rendition has no such field; did you mean height?',
  ],
  ['a', 'renditions[0] is "a": it may be { name, width, height, fit, format, quality }'],
])('a rendition may not be %j', (rendition, problem) => {
  const problems = problemsOf({ darkroom: { renditions: [rendition] } });
  expect(problems).toEqual([expect.stringContaining(problem)]);
});

test('two renditions may not have the same name', () => {
  const renditions = [thumbnail, { ...thumbnail, width: 400 }];
  expect(problemsOf({ darkroom: { renditions } })).toEqual([
    'renditions[1].name is "thumbnail": renditions[0] has that name already, and each needs its own',
  ]);
});

test('the functions read the renditions as they are written here', () => {
  const { renditions } = readSettings({ renditions: '[{"name":"b","width":1},{"name":"a","height":1}]' });
  const theirs: readonly Rendition[] = renditions;
  expect(renditionSettings(JSON.stringify(theirs)).renditionsFor('')).toEqual(renditions.toReversed());
});
