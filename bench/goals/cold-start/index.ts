import { mkdtemp, rm } from 'node:fs/promises';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { type Figure, figure, ratioOf } from '../../ratio.ts';
import type { Goal } from '../goal.ts';
import { type Started, started } from './start.ts';
import { bundled, type Start, source, unbundled } from './variants.ts';
import { zippedBytes } from './zipped.ts';

const rounds = 15;
/** The first one brings the files from the disk. */
const roundsToWarmUp = 1;

const starts: readonly (Start & { ofSource: number; megabytes: number })[] = [
  { folder: 'resize', traced: true, ofSource: 0.45, megabytes: 9 },
  { folder: 'presign', traced: false, ofSource: 0.3, megabytes: 1 },
];

export const coldStart: Goal = {
  name: 'cold-start',
  about: 'loading a function in a fresh process from a warm disk, as Lambda does before its first event',
  rounds: starts.length * (rounds + roundsToWarmUp),
  samePhoto: true,
  async measure(_photo, onRound) {
    const workshop = await mkdtemp(join(tmpdir(), 'darkroom-bench-'));
    try {
      const figures: Figure[] = [];
      for (const start of starts) {
        const zip = zippedBytes(bundled(start, Architecture.ARM_64, workshop)) / 1e6;
        figures.push(...(await loading(start, workshop, onRound)));
        figures.push(figure(`${start.folder}, zip for Lambda`, [zip], 'MB', start.megabytes));
      }
      return figures;
    } finally {
      await rm(workshop, { recursive: true });
    }
  },
};

async function loading(start: (typeof starts)[number], workshop: string, onRound: () => void) {
  const { folder, traced, ofSource } = start;
  const [bundle, javaScript, typeScript] = ['bundle', 'packages apart', 'source'].map(
    (what) => `${folder}, ${what}`,
  );
  const files = new Map([
    // Lambda's binaries of sharp run on Linux alone.
    ...(platform() === 'linux'
      ? [[bundle, join(bundled(start, architectureHere(), workshop), 'index.mjs')] as const]
      : []),
    [javaScript, await unbundled(start, workshop)],
    [typeScript, source(start)],
  ]) as Map<string, string>;
  const took = new Map([...files.keys()].map((name) => [name, [] as Started[]]));
  for (let round = -roundsToWarmUp; round < rounds; round += 1) {
    for (const [name, file] of files) {
      const once = await started(file, folder, traced);
      if (round >= 0) took.get(name)?.push(once);
    }
    onRound();
  }
  return [
    ...ratioOf(took, `${bundle}`, `${typeScript}`, ofSource),
    ...ratioOf(took, `${bundle}`, `${javaScript}`),
    ...[...took].map(([name, all]) =>
      figure(
        `${name}, CPU`,
        all.map(({ cpuMs }) => cpuMs),
        'ms',
      ),
    ),
    ...[...took].map(([name, all]) =>
      figure(
        `${name}, process until loaded, wall`,
        all.map(({ sinceBirth }) => sinceBirth),
        'ms',
      ),
    ),
  ];
}

function architectureHere(): Architecture {
  return arch() === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64;
}
