import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OneMachine } from '../../../test/support/one-machine.ts';
import { variantOf } from '../../interleaved.ts';
import { type Figure, figure } from '../../ratio.ts';
import { photosAtOnce } from '../../variants.ts';
import type { UploadClient } from './client.ts';
import { cpuOf } from './cpu.ts';

export const rounds = 10;
/** Uploads that are under way at once, and photos that may wait for their renditions. */
const connections = 4;
const mostWaiting = 30;

interface Round {
  seconds: number;
  bareSeconds: number;
  bareCpu: number;
  /** Undefined where processor time is not counted as here. */
  least: { seconds: number; cpu: number } | undefined;
  clientCpu: number;
  mainCpu: number;
  functionsCpu: number;
}

export async function throughput(
  machine: OneMachine,
  client: UploadClient,
  photo: Buffer,
  onRound: () => void,
): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-bench-'));
  const file = join(folder, 'photo');
  await writeFile(file, photo);
  const bare = await variantOf(`${photosAtOnce} by bare sharp`, file);
  if (bare === undefined) throw new Error('sharp is not installed.');
  const least = await variantOf(`${photosAtOnce} by the least over HTTP`, file);
  try {
    await sendThrough(machine, client, photo, connections); // every function has started
    await bare.work();
    await least?.work();
    const all: Round[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const { wallMs, cpuMs } = await bare.work();
      const through = await sendThrough(machine, client, photo, photosAtOnce);
      const took = await least?.work();
      all.push({
        ...{ ...through, bareSeconds: wallMs / 1000, bareCpu: cpuMs / photosAtOnce },
        least: took && { seconds: took.wallMs / 1000, cpu: took.cpuMs / photosAtOnce },
      });
      onRound();
    }
    return figuresOf(all);
  } finally {
    bare.stop();
    least?.stop();
    await rm(folder, { recursive: true });
  }
}

type Least = NonNullable<Round['least']>;

function figuresOf(all: readonly Round[]): Figure[] {
  const of = (what: string, unit: Figure['unit'], value: (round: Round) => number, bar?: { least: number }) =>
    figure(what, all.map(value), unit, bar);
  const photos = (seconds: number) => photosAtOnce / seconds;
  const figures = [
    of('photos a second / bare sharp, two at a time', '×', (each) => each.bareSeconds / each.seconds, {
      least: 0.3,
    }),
    of('photos', 'a second', (each) => photos(each.seconds)),
    of('photos by bare sharp', 'a second', (each) => photos(each.bareSeconds)),
    of('bare sharp, CPU of a photo', 'ms', (each) => each.bareCpu),
    of('the sending client, CPU of a photo', 'ms', (each) => each.clientCpu),
  ];
  if (platform() !== 'linux') return figures;
  const shareOfCpu = ({ bareCpu, mainCpu, functionsCpu }: Round) => bareCpu / (mainCpu + functionsCpu);
  const ofLeast = (what: string, unit: Figure['unit'], value: (least: Least, round: Round) => number) =>
    of(what, unit, (round) => (round.least === undefined ? Number.NaN : value(round.least, round)));
  return [
    of('CPU of a photo by bare sharp / by darkroom', '×', shareOfCpu, { least: 0.34 }),
    ...figures,
    of('functions, CPU of a photo', 'ms', (each) => each.functionsCpu),
    of('all else of darkroom, CPU of a photo', 'ms', (each) => each.mainCpu),
    ofLeast(
      'photos a second by the least over HTTP / bare sharp',
      '×',
      ({ seconds }, { bareSeconds }) => bareSeconds / seconds,
    ),
    ofLeast(
      'CPU of a photo by bare sharp / by the least over HTTP',
      '×',
      ({ cpu }, { bareCpu }) => bareCpu / cpu,
    ),
  ];
}

/** From the first link that is asked for to the last notice. */
async function sendThrough(machine: OneMachine, client: UploadClient, photo: Buffer, photos: number) {
  const { live } = machine;
  const cpu = () => (platform() === 'linux' ? cpuOf(machine.process.pid ?? 0) : { itself: 0, children: 0 });
  const noticed = live.notices.length;
  const [began, client0, darkroom0] = [performance.now(), process.cpuUsage(), cpu()];
  let sent = 0;
  const send = async () => {
    while (sent < photos) {
      sent += 1;
      await client.put(await client.link(photo.length), photo);
      await live.until(() => sent - (live.notices.length - noticed) <= mostWaiting, 'photos come through');
    }
  };
  await Promise.all(Array.from({ length: connections }, send));
  await live.until(() => live.notices.length - noticed >= photos, 'all photos have come through', 600_000);
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(client0);
  const darkroom = cpu();
  return {
    seconds,
    clientCpu: (user + system) / 1000 / photos,
    mainCpu: (darkroom.itself - darkroom0.itself) / photos,
    functionsCpu: (darkroom.children - darkroom0.children) / photos,
  };
}
