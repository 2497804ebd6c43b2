import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { noise } from '../../fixtures/pictures.ts';
import { accountOf } from '../account/of.ts';
import { Client } from '../client.ts';
import { settled } from '../on-disk.ts';
import { type Report, type Result, type Scenario, tallied } from '../scenario.ts';
import { type Supervised, supervised } from '../supervised.ts';
import { executionsAtOnce, invocationsAtOnce } from './at-once.ts';
import { countOf, faults, type Kind, kinds } from './kinds.ts';
import { Messages } from './messages.ts';
import { type Kept, problemsOfKind } from './verdict.ts';

const cap = 2;
/** More than the cap, so that it is not this machine's own limit that is seen. */
const concurrency = 4;
/** How many uploads are on their way to the store at once. */
const uploadsAtOnce = 16;
const renditions = [{ name: 'thumbnail', width: 80, fit: 'inside', format: 'jpeg', quality: 80 }];

export const buffered: Scenario = {
  name: 'buffered',
  about: `A burst of messages, some of them poison, into the buffer with delivery.maxConcurrency ${cap}: all at once, worked on ${cap} at a time.`,
  async run(size, report) {
    const folder = await mkdtemp(join(tmpdir(), 'darkroom-faults-'));
    const file = join(folder, 'faults.json');
    await writeFile(file, JSON.stringify({ faults }));
    const settings = [
      'delivery.mode=buffered',
      `delivery.maxConcurrency=${cap}`,
      `renditions=${JSON.stringify(renditions)}`,
    ];
    const flags = ['--faults', file, '--time-scale', '0.02', '--concurrency', `${concurrency}`];
    try {
      await using darkroom = await supervised([...flags, ...settings.flatMap((setting) => ['-c', setting])]);
      return await burst(darkroom, size, report);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

async function burst(darkroom: Supervised, size: number, report: Report): Promise<Result> {
  const { data } = darkroom.machine;
  using messages = new Messages(darkroom);
  const client = new Client(darkroom);
  const begun = performance.now();
  const depth = watchDepth(messages);
  await sendAll(client, messages, size, report);
  await settled(data, { report });
  const waited = await depth.stop();
  const seconds = (performance.now() - begun) / 1000;
  let parked: string[] = [];
  const afterwards = async () => {
    parked = await messages.takeParked();
  };
  const account = await accountOf(darkroom, client.ledger, { renditions, report, afterwards });
  const { photos, world } = account;
  const kept: Kept = { data, sent: messages.sent, parked, photos, executions: world.executions };
  const total = kinds.reduce((sum, kind) => sum + countOf(kind, size) * (kind.perUpload ?? 1), 0);
  const atWork = [
    { what: 'starters', ...invocationsAtOnce(data, 'start-execution') },
    { what: 'executions', ...executionsAtOnce(data) },
    { what: 'resizes', ...invocationsAtOnce(data, 'resize') },
  ];
  const rows = kinds.map((kind) => {
    const of = photos.filter((photo) => photo.kind === kind.name);
    const parkedOnes = parked.filter((body) => body.includes(kind.name)).length;
    return {
      kind: kind.name,
      injections: countOf(kind, size) * (kind.perUpload ?? 1),
      ends: kind.end === 'parked' ? { 'parked, nobody told': parkedOnes } : tallied(of.map(({ end }) => end)),
      repeated: of.reduce((sum, { repeated }) => sum + repeated, 0),
      checked: checkedOf(kind),
    };
  });
  const whole = {
    kind: `all of them, ${cap} at once`,
    injections: total,
    ends: Object.fromEntries(atWork.map(({ what, count }) => [what, count])),
    repeated: 0,
    checked: `at the most at once: ${atWork.map(({ what, most }) => `${most} ${what}`).join(', ')}; ${waited} waited at the most; ${Math.round(total / seconds)} a second`,
  };
  return {
    rows: [...rows, whole],
    problems: [
      ...atWork.flatMap(({ problems }) => problems),
      ...atWork
        .filter(({ most }) => most !== cap)
        .map(({ what, most }) => `${most} ${what} at once, not ${cap}`),
      ...kinds.flatMap((kind) => problemsOfKind(kind, countOf(kind, size), kept)),
      ...account.problems,
    ],
  };
}

function checkedOf({ end, runs }: Kind): string {
  if (end === 'parked')
    return `${runs === 0 ? 'no execution' : `${runs} executions each`}, parked as it came`;
  return end === 'failed'
    ? `${runs} executions each, told once, parked`
    : 'one execution to the end, told once';
}

/** All kinds mixed, in the same order at each run. */
async function sendAll(client: Client, messages: Messages, size: number, report: Report): Promise<void> {
  const random = noise(1);
  const jobs = kinds
    .flatMap((kind) =>
      Array.from({ length: countOf(kind, size) }, (_, number) => ({ kind, number, at: random() })),
    )
    .sort((a, b) => a.at - b.at);
  const total = jobs.length;
  const worker = async () => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      await job.kind.send(client, messages, job.number);
      report(`${total - jobs.length} of ${total} sent`);
    }
  };
  await Promise.all(Array.from({ length: uploadsAtOnce }, worker));
}

/** The most that waited in the buffer, looked at every now and then. */
function watchDepth(messages: Messages): { stop(): Promise<number> } {
  const over = new AbortController();
  let most = 0;
  const watching = (async () => {
    while (!over.signal.aborted) {
      most = Math.max(most, await messages.waiting());
      await sleep(500, undefined, { signal: over.signal }).catch(() => {});
    }
  })();
  return {
    async stop() {
      over.abort();
      await watching;
      return most;
    },
  };
}
