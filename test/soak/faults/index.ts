import { accountOf } from '../account/of.ts';
import { Client } from '../client.ts';
import { broken, picture } from '../pictures.ts';
import { type Report, type Result, type Row, type Scenario, tallied } from '../scenario.ts';
import { supervised } from '../supervised.ts';
import { type Kind, kinds, type Mode } from './kinds.ts';

const full = 50;
/** How many uploads are on their way to the store at once. */
const atOnce = 8;
/** Two, so that there is one that is not the lock of the write protocol, and two encoders. */
const renditions = [
  { name: 'small', width: 80, fit: 'inside', format: 'webp', quality: 80 },
  { name: 'thumbnail', width: 200, fit: 'inside', format: 'jpeg', quality: 80 },
];

export const faults: Scenario = {
  name: 'faults',
  about:
    'Each kind of fault upon photos of its own, some of them broken, replaced or deleted on their way, all kinds mixed.',
  async run(size, report) {
    const each = Math.max(2, Math.round(full * size));
    const results = [];
    for (const mode of ['direct', 'buffered'] as const) results.push(await runIn(mode, each, report));
    return {
      rows: results.flatMap(({ rows }) => rows),
      problems: results.flatMap(({ problems }) => problems),
    };
  },
};

async function runIn(mode: Mode, each: number, report: Report): Promise<Result> {
  const settings = [`delivery.mode=${mode}`, `renditions=${JSON.stringify(renditions)}`];
  await using darkroom = await supervised(settings.flatMap((setting) => ['-c', setting]));
  const client = new Client(darkroom);
  const jobs = Array.from({ length: each }, (_, number) =>
    kinds[mode].map((kind) => () => sendOne(client, kind, number)),
  ).flat();
  let done = 0;
  const worker = async () => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      await job();
      done += 1;
      report(`${mode}, ${done} sent, ${jobs.length} to be sent`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const { photos, problems, injections } = await accountOf(darkroom, client.ledger, {
    renditions,
    report: (left) => report(`${mode}, ${left}`),
  });
  const rows = kinds[mode].map((kind, rule): Row => {
    const of = photos.filter((photo) => photo.kind === kind.name);
    return {
      kind: `${mode}, ${kind.name}`,
      injections: kind.fault ? injections.filter((injection) => injection.rule === rule).length : 0,
      ends: tallied(of.map(({ end }) => end)),
      repeated: of.reduce((sum, { repeated }) => sum + repeated, 0),
      checked: 'none lost, told once, whole, newest',
    };
  });
  return { rows, problems: problems.map((problem) => `${mode}: ${problem}`) };
}

async function sendOne(client: Client, { name }: Kind, number: number): Promise<void> {
  const key = (what: string) => `uploads/${name}/${what}-${number}.jpg`;
  await client.create(name, key('photo'), await picture(number));
  if (number % 5 === 0) {
    await client.create(name, key('broken'), await broken(number));
    await client.create(name, key('replaced'), await picture(number));
    await client.create(name, key('deleted'), await picture(number));
    await client.replace(name, key('replaced'), await picture(number + 1));
    await client.remove(key('deleted'));
  }
}
