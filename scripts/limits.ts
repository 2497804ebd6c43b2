import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asked } from '../local/asked.ts';
import { type LimitPicture, worstPictures } from '../test/fixtures/worst/index.ts';
import { ordinaryPhotos } from '../test/fixtures/worst/ordinary.ts';
import { raisedPictures } from '../test/fixtures/worst/raised.ts';
import { problemsOf } from '../test/limits/guard.ts';
import { measure } from '../test/limits/measure.ts';
import { upToDate } from '../test/limits/page.ts';
import { heaviest, type Kind, limitsOf, usual } from '../test/limits/renditions.ts';
import { sectionOf, withSection } from '../test/limits/sections.ts';
import { measuredTable, type Row } from '../test/limits/table.ts';

const usage = `Usage: npm run limits -- [words]

Measures Resize Photo with the worst pictures that it lets through and with ordinary ones, writes the tables of docs/limits.md,
and fails where the template gives the function less than they need. Ten minutes of a processor for all.
  words    as 'avif 12-bit': those whose words begin like that; the other rows stay. With none, only what follows
           from the code and the template`;

const page = fileURLToPath(new URL('../docs/limits.md', import.meta.url));
const wanted = asked(usage, ([words = '']) => words);
const tables: Readonly<Record<Kind, readonly LimitPicture[]>> = {
  worst: worstPictures,
  ordinary: ordinaryPhotos,
  raised: raisedPictures,
};

const folder = await mkdtemp(join(tmpdir(), 'darkroom-'));
try {
  let text = upToDate(await readFile(page, 'utf8'));
  await writeFile(page, text);
  for (const [kind, pictures] of Object.entries(tables) as [Kind, readonly LimitPicture[]][]) {
    for (const picture of pictures) {
      if (!`${picture.format} ${picture.what}`.startsWith(wanted)) continue;
      // Written after each, so that one that is interrupted has not measured for nothing.
      text = withRow(text, kind, await measured(kind, picture));
      await writeFile(page, text);
    }
  }
  for (const problem of problemsOf(text)) fail(problem);
} finally {
  await rm(folder, { recursive: true });
}

async function measured(kind: Kind, { format, what, make }: LimitPicture): Promise<Row> {
  const limits = limitsOf(kind);
  const file = join(folder, 'photo');
  const bytes = await make();
  if (bytes.length > limits.maxBytes) fail(`${format}, ${what}: nobody may upload its ${bytes.length} bytes`);
  await writeFile(file, bytes);
  const row = {
    format,
    what,
    bytes: bytes.length,
    usual: await measure({ file, renditions: usual, ...limits, runs: 2 }),
  };
  const all = [];
  for (const rendition of heaviest[kind])
    all.push(...(await measure({ file, renditions: [rendition], ...limits, runs: 1 })));
  return { ...row, heaviest: all };
}

function withRow(text: string, kind: Kind, row: Row): string {
  const before = sectionOf(text, kind).replace(/^Measured .*\n\n/, '');
  const table = measuredTable(kind, tables[kind], { before, measured: [row] });
  process.stdout.write(
    `${table.split('\n').find((line) => line.startsWith(`| ${row.format} | ${row.what} |`))}\n`,
  );
  const day = new Date().toISOString().slice(0, 10);
  return withSection(
    text,
    kind,
    `Measured on ${day} with Node ${process.version} on ${process.arch}, ${cpus()[0]?.model}.\n\n${table}`,
  );
}

function fail(problem: string): void {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
