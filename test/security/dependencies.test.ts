import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import {
  allowScripts,
  dependenciesDocument,
  directDependencies,
  packagesWithScripts,
  unhashed,
} from '../../scripts/dependencies.ts';
import { installScripts, notes } from '../../scripts/dependency-notes.ts';

const document = readFileSync(new URL('../../docs/dependencies.md', import.meta.url), 'utf8');

/** What a package takes depends on the machine: which of its binaries are installed, and how. */
const withoutSizes = (text: string) => text.replace(/(\| \d+ \| )\d+\.\d(?= \|)/g, '$1');

test('docs/dependencies.md is what scripts/dependencies.ts makes of the packages that are here', () => {
  expect(withoutSizes(document)).toBe(withoutSizes(dependenciesDocument()));
});

test('each direct dependency is in the document, and each in the notes is a direct dependency', () => {
  expect(Object.keys(notes).toSorted()).toEqual(directDependencies.toSorted());
  for (const name of directDependencies) expect(document).toContain(`\n| ${name} | `);
});

test('those that are said to be deployed are those that a function imports', () => {
  const sources = globSync('functions/**/*.ts').map((path) => readFileSync(path, 'utf8'));
  const imported = sources.flatMap((text) =>
    // A type is gone when the code runs.
    [
      ...text.matchAll(
        /(?:^import (?!type )[^;]*? from |^\} from |await import\()'((?:@[\w-]+\/)?[a-z][\w-]*)/gm,
      ),
    ].map(([, name]) => name),
  );
  const deployed = directDependencies.filter((name) => notes[name]?.where === 'deployed');

  expect([...new Set(imported)].filter((name) => name !== 'node').toSorted()).toEqual(deployed.toSorted());
});

test('each package with an install script is in allowScripts, with a reason, and no other is', () => {
  expect(Object.keys(allowScripts).toSorted()).toEqual([...new Set(packagesWithScripts)].toSorted());
  expect(Object.keys(installScripts).toSorted()).toEqual(Object.keys(allowScripts).toSorted());
  for (const [name, reason] of Object.entries(installScripts))
    expect(document).toContain(`| ${name} | ${allowScripts[name] ? 'runs' : 'does not run'} | ${reason} |`);
});

test('versions are exact, and the lockfile has a hash of every package', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

  for (const version of Object.values({ ...dependencies, ...devDependencies }))
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(unhashed).toEqual([]);
});
