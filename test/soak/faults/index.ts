import { accountOf } from '../account/of.ts';
import type { PhotoEnd } from '../account/photos.ts';
import type { Injection } from '../account/world.ts';
import { Client } from '../client.ts';
import { inTurn } from '../in-turn.ts';
import { broken, picture } from '../pictures.ts';
import { renditions, withRenditions } from '../renditions.ts';
import { type Report, type Result, type Row, type Scenario, tallied } from '../scenario.ts';
import { supervised } from '../supervised.ts';
import { buffered, direct, express, type Kind, killedBuffered, killedDirect } from './kinds.ts';

/** One darkroom with its faults, all kinds of them at the same time. */
interface Campaign {
  name: string;
  mode: 'direct' | 'buffered' | 'express';
  kinds: readonly Kind[];
  /** How many photos each kind strikes in full, and at least. */
  photos: { full: number; least: number };
  /** What is waited for is multiplied by it. */
  timeScale: number;
  /** Where it is small one of so many kinds is enough: they differ little, and cost much. */
  oneIn?: number;
}

const many = { full: 50, least: 2 };
/** Each kill costs a start of two or three seconds, so there is nothing to shorten. */
const few = { full: 4, least: 1 };

export const campaigns = {
  direct: { name: 'direct', mode: 'direct', kinds: direct, photos: many, timeScale: 0.02 },
  buffered: { name: 'buffered', mode: 'buffered', kinds: buffered, photos: many, timeScale: 0.02 },
  express: { name: 'express', mode: 'express', kinds: express, photos: many, timeScale: 0.02 },
  killedDirect: {
    name: 'direct, killed',
    mode: 'direct',
    kinds: killedDirect,
    photos: few,
    oneIn: 5,
    timeScale: 1,
  },
  killedBuffered: {
    name: 'buffered, killed',
    mode: 'buffered',
    kinds: killedBuffered,
    photos: few,
    oneIn: 5,
    timeScale: 1,
  },
} satisfies Record<string, Campaign>;

/** How many clients send at once. */
const clients = 8;
/** One in so many photos of a kind has three beside it: half a picture, one that is replaced, one that is deleted. */
const troubledOneIn = 5;
const flags = ['--concurrency', '6'];

export const faults: Scenario = {
  name: 'faults',
  about:
    'Each kind of fault strikes photos of its own, all kinds at the same time; some photos are half ones, replaced or deleted on their way.',
  run: (size, report) =>
    foughtInTurn([campaigns.direct, campaigns.buffered, campaigns.express], size, report),
};

export const kills: Scenario = {
  name: 'kills',
  about:
    'The process is killed before and after each step of a photo, and started again at once; some photos are half ones, replaced or deleted on their way.',
  run: (size, report) => foughtInTurn([campaigns.killedDirect, campaigns.killedBuffered], size, report),
};

async function foughtInTurn(all: readonly Campaign[], size: number, report: Report): Promise<Result> {
  const results: Result[] = [];
  for (const campaign of all) results.push(await fought(campaign, size, report));
  return {
    rows: results.flatMap(({ rows }) => rows),
    problems: results.flatMap(({ problems }) => problems),
  };
}

/** Lets the faults loose on a darkroom, and takes account of it. */
export async function fought(campaign: Campaign, size: number, report: Report): Promise<Result> {
  const { name, mode, timeScale } = campaign;
  const { full, least } = campaign.photos;
  const each = Math.max(least, Math.round(full * size));
  const oneIn = full * size < least ? (campaign.oneIn ?? 1) : 1;
  const kinds = campaign.kinds.filter((_, place) => place % oneIn === 0);
  const rules = kinds.flatMap((kind) => kind.faults.map((fault) => ({ kind, ...ruleOf(kind, fault, each) })));
  const settings = [`delivery.mode=${mode}`, ...(mode === 'buffered' ? ['delivery.maxConcurrency=30'] : [])];
  await using darkroom = await supervised(
    [
      ...withRenditions,
      ...flags,
      '--time-scale',
      `${timeScale}`,
      ...settings.flatMap((setting) => ['-c', setting]),
    ],
    { seed: 3, faults: rules.map(({ rule }) => rule) },
  );
  const client = new Client(darkroom);
  const jobs: Job[] = Array.from({ length: each }, (_, number) =>
    kinds.map((kind, place) => ({ kind, number, troubled: (number + place) % troubledOneIn === 0 })),
  ).flat();
  let sent = 0;
  await inTurn(jobs, clients, async (job) => {
    await sendOne(client, job);
    sent += 1;
    report(`${name}, ${sent} of ${jobs.length} sent`);
  });
  const { photos, problems, injections } = await accountOf(darkroom, client.ledger, {
    renditions,
    report: (left) => report(`${name}, ${left}`),
  });
  const struck = (kind: Kind) => injections.filter(({ rule }) => rules[rule]?.kind === kind);
  return {
    rows: kinds.map((kind) => rowOf(campaign, kind, photos, struck(kind))),
    problems: [
      ...problems,
      ...kinds.flatMap((kind) => unexpected(kind, photos)),
      ...rules.flatMap(({ kind, asked }, index) => {
        const came = injections.filter(({ rule }) => rule === index).length;
        return came >= asked ? [] : [`struck ${came} times and not ${asked}: ${kind.name}`];
      }),
    ].map((problem) => `${name}: ${problem}`),
  };
}

function ruleOf(
  { name }: Kind,
  { match = '/<kind>/', ofNoPhoto, times = 1, ...fault }: Kind['faults'][number],
  each: number,
) {
  if (ofNoPhoto) return { asked: each, rule: { ...fault, times: each, skip: 3 } };
  const rule = { ...fault, times, per: 'photo', match: match.replace('<kind>', name) };
  return { asked: each * (times === 'always' ? 1 : times), rule };
}

interface Job {
  kind: Kind;
  number: number;
  troubled: boolean;
}

async function sendOne(client: Client, { kind, number, troubled }: Job): Promise<void> {
  const { name, photos } = kind;
  const key = (what: string) => `uploads/${name}/${what}-${number}.jpg`;
  await client.create(name, key('photo'), await (photos === 'whole' ? picture(number) : broken(number)));
  if (!troubled) return;
  await client.create(name, key('broken'), await broken(number));
  await client.create(name, key('replaced'), await picture(number));
  await client.create(name, key('deleted'), await picture(number));
  await client.replace(name, key('replaced'), await picture(number + 1));
  await client.remove(key('deleted'));
}

function rowOf(
  { name }: Campaign,
  kind: Kind,
  photos: readonly PhotoEnd[],
  struck: readonly Injection[],
): Row {
  const of = photos.filter((photo) => photo.kind === kind.name);
  return {
    kind: `${name}: ${kind.name}`,
    injections: struck.length,
    ends: tallied(of.map(({ end }) => end)),
    repeated: of.reduce((sum, { repeated }) => sum + repeated, 0),
    checked: 'none lost, told once, whole, newest',
  };
}

/** The photos that a kind is about end as it says; what is beside them may end as the account allows. */
function unexpected({ name, ends }: Kind, photos: readonly PhotoEnd[]): string[] {
  return photos
    .filter(({ key, end }) => key.startsWith(`uploads/${name}/photo-`) && !ends.includes(end))
    .map(({ key, end }) => `${end}, and not ${ends.join(' or ')}: ${key}`);
}
