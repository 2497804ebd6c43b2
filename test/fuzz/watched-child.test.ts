import { expect, test } from '@jest/globals';
import { cpuMsOf } from './usage.ts';
import { type Limits, WatchedChild } from './watched-child.ts';

const aSecond: Partial<Limits> = { cpuMs: 1_000, silentMs: 60_000 };

function misbehaving(limits: Partial<Limits>): WatchedChild {
  return new WatchedChild(new URL('misbehaving.ts', import.meta.url), limits);
}

type Case = [what: string, deed: string, limits: Partial<Limits>, told: RegExp];

const toldByItself: Case[] = [
  ['says that it took time', 'say it took time', aSecond, /took 1000000.0 s of the processor/],
  ['says that it took memory', 'say it took memory', aSecond, /took 1000000 MB/],
  ['is silent', 'be silent', { silentMs: 300 }, /silent for/],
  ['aborts', 'abort', aSecond, /crashed: SIGABRT/],
  ['exits', 'exit', aSecond, /crashed: exit code 3/],
];
const seenFromOutside: Case[] = [
  ['computes for ever', 'compute', aSecond, /took 1\.\d s of the processor/],
  ['takes memory for ever', 'take memory', { rssBytes: 400e6 }, /took \d+ MB/],
];
const systemTells = cpuMsOf(process.pid) !== undefined;

test.each([...toldByItself, ...(systemTells ? seenFromOutside : [])])(
  'a process that %s is ended and named, and the next mutant gets another',
  async (_, deed, limits, told) => {
    await using child = misbehaving(limits);

    expect(await child.verdictOn(Buffer.from('answer'))).toEqual({ end: 'renditions' });
    const what = expect.stringMatching(told);
    expect(await child.verdictOn(Buffer.from(deed))).toEqual({ end: 'wrong', what });
    expect(await child.verdictOn(Buffer.from('answer'))).toEqual({ end: 'renditions' });
  },
);
