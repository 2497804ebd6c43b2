import { type Site, siteOf } from '../../hostile/presign/index.ts';
import { accountOf } from '../account/of.ts';
import { Client } from '../client.ts';
import { type Report, type Result, type Row, type Scenario, tallied } from '../scenario.ts';
import { type Supervised, supervised } from '../supervised.ts';
import { spread } from './figures.ts';
import { type Flood, flooded } from './flood.ts';
import { MemoryCurve } from './memory.ts';
import { Photos } from './photos.ts';
import { refusals } from './refusals.ts';
import { visits } from './visits.ts';

const full = { perSecond: 1000, seconds: 30, calmSeconds: 10, photosPerSecond: 2 };
/** What finds faults in a few seconds. */
const small = { perSecond: 300, seconds: 3, calmSeconds: 2, photosPerSecond: 2 };
/** So many may wait at once where no number is reserved: local/lambda/url says why. */
const mostWaiting = 1000;
/** So many come at one moment for each that may: however fast a machine is, some of them are told to come later. */
const crowdsPerReserved = 10;
/** From the middle of the flood to its end; more would go on for as long as the flood. */
const mostGrowthMegabytes = 64;
const renditions = [{ name: 'thumbnail', width: 200, fit: 'inside', format: 'jpeg', quality: 80 }];

interface Terms {
  auth: Site['auth'];
  /** More than any one of the hostile requests asks for at once. */
  reserved?: number;
}

export const presign: Scenario = {
  name: 'presign',
  about:
    'More requests for links than can be answered, by the clock, while photos go their way; then each hostile request there is, one after the other.',
  async run(size, report) {
    const results = [
      await against({ auth: 'iam' }, size, report),
      await against({ auth: 'none', reserved: 20 }, size, report),
    ];
    return {
      rows: results.flatMap(({ rows }) => rows),
      problems: results.flatMap(({ problems }) => problems),
    };
  },
};

async function against(terms: Terms, size: number, report: Report): Promise<Result> {
  const { auth, reserved } = terms;
  const name = `links.auth ${auth}, ${reserved === undefined ? 'nothing' : reserved} reserved`;
  const settings = [
    ...[`links.auth=${auth}`, `renditions=${JSON.stringify(renditions)}`],
    ...(reserved === undefined ? [] : [`links.reservedConcurrency=${reserved}`]),
  ];
  await using darkroom = await supervised(settings.flatMap((setting) => ['-c', setting]));
  using site = siteOf(darkroom.machine, darkroom.about, auth);
  const client = new Client(darkroom);
  const photos = new Photos(client);
  const scale = size === 1 ? full : small;
  const told = (progress: string) => report(`${name}: ${progress}`);

  const crowd = crowdsPerReserved * (reserved ?? 0);
  const storm = await stormed(darkroom, site, photos, { ...scale, crowd }, told);
  let refused: Result = { rows: [], problems: [] };
  const afterwards = async () => {
    refused = await refusals(site, size, told);
  };
  const account = await accountOf(darkroom, client.ledger, { renditions, report: told, afterwards });
  const ofPhotos = (kind: 'calm' | 'flooded'): Row => {
    const ends = account.photos.filter((photo) => photo.kind === kind);
    return {
      kind: `photos ${kind === 'calm' ? 'before' : 'beside'} the flood, ${name}`,
      injections: ends.length,
      ends: tallied(ends.map(({ end }) => end)),
      repeated: ends.reduce((sum, { repeated }) => sum + repeated, 0),
      checked: `done, told once: ${spread(photos.millisecondsOf(kind, account.world))}`,
    };
  };
  return {
    rows: [storm.row(name), ofPhotos('calm'), ofPhotos('flooded'), ...refused.rows],
    problems: [
      ...storm.problems,
      ...problemsOf(storm.flood, terms),
      ...(size === 1 ? shortcomings(storm) : []),
      ...account.photos.filter(({ end }) => end !== 'done').map(({ key, end }) => `${end}: ${key}`),
      ...account.problems,
      ...refused.problems,
    ].map((problem) => `${name}: ${problem}`),
  };
}

type Storm = Awaited<ReturnType<typeof stormed>>;

async function stormed(
  { machine, pid = 0 }: Supervised,
  site: Site,
  photos: Photos,
  { perSecond, seconds, calmSeconds, photosPerSecond, crowd }: typeof full & { crowd: number },
  report: Report,
) {
  await site.link(); // the function is loaded
  await photos.send('calm', photosPerSecond * calmSeconds, photosPerSecond, () =>
    report('photos, and no flood'),
  );
  const over = new AbortController();
  const visiting = visits(machine.page, over.signal);
  using memory = new MemoryCurve(pid);
  const [flood] = await Promise.all([
    flooded(site, { perSecond, seconds, crowd }),
    photos.send('flooded', photosPerSecond * seconds, photosPerSecond, () =>
      report(`${perSecond} requests a second`),
    ),
  ]);
  over.abort();
  const { milliseconds, problems } = await visiting;
  const growth = memory.median(0.9, 1) - memory.median(0.4, 0.6);
  return {
    ...{ flood, problems, growth, perSecond },
    row: (name: string): Row => ({
      kind: `requests for links, ${name}`,
      injections: flood.offered,
      ends: tallied(flood.answers),
      repeated: 0,
      checked: [
        `${Math.round(flood.offered / flood.seconds)} a second offered, at most ${flood.waiting} waiting, ${spread(flood.milliseconds)}`,
        `memory ${memory.megabytes[0]} MB, ${memory.median(0.4, 0.6)} in the middle, ${memory.median(0.9, 1)} at the end`,
        `the page ${milliseconds.length} times: ${spread(milliseconds)}`,
      ].join('; '),
    }),
  };
}

function problemsOf({ answers, waiting }: Flood, { reserved }: Terms): string[] {
  const counts = tallied(answers);
  const { 201: made = 0, 429: refused = 0, ...others } = counts;
  return [
    ...Object.entries(others).map(([what, times]) => `${times} requests ended as ${what}`),
    ...(made === 0 ? ['nobody was given a link'] : []),
    ...(reserved !== undefined && refused === 0 ? ['nobody was told to come later'] : []),
    ...(reserved === undefined && refused > 0 && waiting <= mostWaiting
      ? [`${refused} were told to come later, and at most ${waiting} waited`]
      : []),
  ];
}

/** What can be told in full size alone. */
function shortcomings({ flood, growth, perSecond }: Storm): string[] {
  const rate = flood.offered / flood.seconds;
  return [
    ...(rate < 0.95 * perSecond ? [`no more than ${Math.round(rate)} a second were offered`] : []),
    ...(growth > mostGrowthMegabytes
      ? [`its memory grew by ${growth} MB in the second half of the flood`]
      : []),
  ];
}
