import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';

test.each(['SECURITY.md', 'docs/dependencies.md'])('every link in %s leads somewhere', (document) => {
  const text = readFileSync(document, 'utf8');
  const targets = [...text.matchAll(/\]\(([^)#][^)]*)\)/g)].map(([, target = '']) => target);
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(
    ([, heading = '']) => `#${heading.toLowerCase().replaceAll(' ', '-')}`,
  );
  const within = [...text.matchAll(/\]\((#[^)]*)\)/g)].map(([, target = '']) => target);

  expect(targets).not.toEqual([]);
  expect(targets.filter((target) => !existsSync(join(dirname(document), target)))).toEqual([]);
  expect(within.filter((target) => !headings.includes(target))).toEqual([]);
});
