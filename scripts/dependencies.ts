import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installScripts, notes } from './dependency-notes.ts';

// Writes docs/dependencies.md out of package.json, the lockfile, node_modules and the notes beside this. Offline.

interface Locked {
  version?: string;
  license?: string;
  integrity?: string;
  inBundle?: boolean;
  hasInstallScript?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => JSON.parse(readFileSync(`${root}${path}`, 'utf8'));
const manifest = read('package.json') as Manifest;
const packages = read('package-lock.json').packages as Record<string, Locked>;

export const directDependencies = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
export const allowScripts = manifest.allowScripts;

/** Packages that come without a hash, by their path; those that lie within another's archive have its. */
export const unhashed = Object.entries(packages)
  .filter(([path, { integrity, inBundle }]) => path !== '' && integrity === undefined && !inBundle)
  .map(([path]) => path);

/** Every package of the lockfile that would like to run something when it is installed. */
export const packagesWithScripts = Object.keys(packages)
  .filter((path) => packages[path]?.hasInstallScript)
  .map((path) => path.replace(/^.*node_modules\//, ''));

/** Where Node would find it for a package at this path; undefined for an optional one that is in no lockfile. */
function resolved(name: string, from: string): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const path = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (at === '') return undefined;
  }
}

/** A package and all that it brings, for every platform. */
function closureOf(path: string, found = new Set<string>()): Set<string> {
  if (found.has(path)) return found;
  found.add(path);
  const { dependencies, optionalDependencies, peerDependencies } = packages[path] ?? {};
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
    const next = resolved(name, path);
    if (next !== undefined) closureOf(next, found);
  }
  return found;
}

/** Bytes of one package, without those that are installed within it; none where it is not for this platform. */
function sizeOf(path: string): number {
  let bytes = 0;
  for (const entry of readdirOr(path)) {
    const at = `${path}/${entry.name}`;
    if (entry.isDirectory()) bytes += entry.name === 'node_modules' ? 0 : sizeOf(at);
    else if (entry.isFile()) bytes += statSync(`${root}${at}`).size;
  }
  return bytes;
}

function readdirOr(path: string) {
  try {
    return readdirSync(`${root}${path}`, { withFileTypes: true });
  } catch {
    return [];
  }
}

function row(name: string): string {
  const path = `node_modules/${name}`;
  const { version = '?', license = '?', hasInstallScript } = packages[path] ?? {};
  const note = notes[name];
  if (note === undefined)
    throw new Error(`${name} has no note in scripts/dependency-notes.ts: what is it for?`);
  const closure = [...closureOf(path)];
  const megabytes = closure.reduce((sum, each) => sum + sizeOf(each), 0) / 1e6;
  const { first = '–', this: released = '–', lookedUp = '–' } = note.released ?? {};
  const script = hasInstallScript ? 'yes' : 'no';
  const cells = [name, version, note.why, license, script, closure.length - 1, megabytes.toFixed(1)];
  return `| ${[...cells, first, released, lookedUp].join(' | ').trim()} |`;
}

const groups = {
  deployed: 'Deployed: in the bundles that run in your account',
  synth: 'At synth: makes the template and the bundles, with your files and no credentials',
  here: 'In `npm start`: on one machine',
  command: 'In `npx darkroom`: with your credentials',
  work: 'For tests, checks and deploying',
} as const;

const heading = [
  '| package | version | what for | licence | install script | brings | MB | first seen | this version | looked up |',
  '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
];

function licences(): string[] {
  const counts = new Map<string, number>();
  for (const [path, { license = 'none given' }] of Object.entries(packages)) {
    if (path !== '') counts.set(license, (counts.get(license) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([name, n]) => `| ${name} | ${n} |`);
}

/** The whole document. */
export function dependenciesDocument(): string {
  const tables = Object.entries(groups).flatMap(([where, title]) => [
    `## ${title}`,
    '',
    ...heading,
    ...directDependencies.filter((name) => notes[name]?.where === where).map(row),
    '',
  ]);
  const answers = packagesWithScripts
    .toSorted()
    .map(
      (name) =>
        `| ${name} | ${allowScripts[name] ? 'runs' : 'does not run'} | ${installScripts[name] ?? ''} |`,
    );
  return [
    intro,
    ...tables,
    '## Install scripts',
    '',
    'These would like to run something on the machine that installs them. `allowScripts` in package.json decides; an npm that does not know this field runs them all.',
    '',
    '| package | its script | why |',
    '| --- | --- | --- |',
    ...answers,
    '',
    '## Licences of all packages in the lockfile',
    '',
    '| licence | packages |',
    '| --- | --- |',
    ...licences(),
    '',
    outro,
  ].join('\n');
}

const intro = `# Dependencies

Each direct dependency, and why it is here. Made by \`npm run dependencies\` from package.json, the lockfile,
node_modules and [scripts/dependency-notes.ts](../scripts/dependency-notes.ts); a test compares.

*Brings* counts all packages below it, those for other platforms too. *MB* is what it and they take in node_modules, as
installed on Linux x64; packages that several need count for each. *First seen* and *this version* are dates of a registry,
for the packages that stand or fall with few people (– is not looked up); the registry need not know a package's earliest versions, so it may
be older than *first seen*.

**Known vulnerabilities: unknown.** \`npm audit\` got no answer on 2026-11-21. Run it where it gets one, before a
deployment that matters. **Maintainers: unknown.** The registry that was asked names none; each package's repository does.

Versions are exact, and the lockfile has a hash of every package, which \`npm ci\` checks; for what install scripts fetch
beside it see below.
`;

const outro = `LGPL-3.0-or-later is libvips, as a shared library beside sharp, and is deployed; whoever passes a bundle on passes that
licence on. MPL-2.0 is axe-core, CC-BY-4.0 is data of browsers: both for tests alone.
`;

if (import.meta.main) writeFileSync(`${root}docs/dependencies.md`, dependenciesDocument());
