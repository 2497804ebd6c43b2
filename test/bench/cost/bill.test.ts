import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Basis, type Bill, billFor } from '../../../bench/cost/bill.ts';
import { modes, readFlags } from '../../../bench/cost/flags.ts';
import { goodPath } from '../../../bench/cost/good-path.ts';
import { jsonOf } from '../../../bench/cost/json.ts';
import { NotMeasuredError, readMeasurements } from '../../../bench/cost/measurements.ts';
import { synthesized } from '../../../bench/cost/modes.ts';
import { roundsOf } from '../../../bench/cost/network.ts';
import { paddedPhoto } from '../../../bench/cost/padded-photo.ts';
import { tableOf } from '../../../bench/cost/table.ts';
import { factsOf } from '../../../bench/cost/template-facts.ts';
import { tryOut } from '../../../bench/cost/trial.ts';
import type { Definition } from '../../../local/states/definition.ts';

// The real templates, the real definition, and one photo that went through the real functions.

const flags = readFlags([]);
const measured = readMeasurements();
let basis: Basis;

beforeAll(async () => {
  const made = synthesized('buffered', flags);
  const trial = (await tryOut(made, await paddedPhoto(100_000), { times: 1 })).at(-1);
  if (trial === undefined) throw new Error('There was no trial.');
  basis = { facts: factsOf(made), trial, measured, givenMs: {} };
}, 120_000);

const work = (bill: Bill, service: string) =>
  bill.lines
    .filter((line) => line.group === 'work' && line.service === service)
    .reduce((sum, { dollars }) => sum + dollars, 0);

describe('a photo on its whole way', () => {
  test('passes the states that the definition alone says it does', () => {
    const entered = basis.trial.execution.history.flatMap(({ type, details }) =>
      type.endsWith('StateEntered') ? [details.stateEnteredEventDetails?.name] : [],
    );

    expect(goodPath(basis.facts.definition, basis.trial.event)).toEqual(entered);
  });

  test('is put once by its link; the function reads it, writes its thumbnail, and looks twice', () => {
    expect(basis.trial.requests).toEqual({
      byLink: { writes: 1, reads: 0, deletes: 0 },
      byFunctions: { writes: 1, reads: 3, deletes: 0 },
    });
  });

  test('leaves lines in the log of each function that it passes', () => {
    const { invocations } = basis.trial;

    expect(Object.keys(invocations).toSorted()).toEqual(['presign', 'resize', 'start-execution']);
    for (const [first] of Object.values(invocations)) expect(first?.lines.length).toBeGreaterThan(0);
  });
});

test('requests that are under way together are waited for once', () => {
  const get = { from: 0, ms: 84 };
  const put = { from: 150, ms: 20 };
  const heads = [200, 201, 203].map((from) => ({ from, ms: 20 }));

  expect(roundsOf([])).toBe(0);
  expect(roundsOf([get, put, ...heads])).toBe(84 + 20 + 23);
});

describe('the bill follows', () => {
  test('the definition: one more state is one more transition', () => {
    const facts = factsOf(synthesized('direct', flags));
    const before = billFor({ ...basis, facts }, flags);
    const { 'Publish Result': last, ...States } = facts.definition.States;
    const longer = {
      ...facts.definition,
      States: {
        ...States,
        'Publish Result': { ...last, End: undefined, Next: 'Rest' },
        Rest: { Type: 'Succeed' },
      },
    } as unknown as Definition;
    const after = billFor({ ...basis, facts: { ...facts, definition: longer } }, flags);

    expect([before.path.length, after.path.length]).toEqual([3, 4]);
    expect(work(after, 'Step Functions') - work(before, 'Step Functions')).toBeCloseTo(25, 6);
    expect(after.totalsAtMost.work - after.totals.work).toBeCloseTo(25, 6);
  });

  test('the memory of a function', () => {
    const functions = basis.facts.functions.map((each) => ({
      ...each,
      memoryMegabytes: each.folder === 'resize' ? 2 * 1769 : each.memoryMegabytes,
    }));
    const doubled = { ...basis, facts: { ...basis.facts, functions }, givenMs: { resize: 200 } };
    const line = billFor(doubled, flags).lines.find(({ what }) => what.startsWith('resize, 200 ms'));

    expect(line?.what).toContain('at 3538 MB');
  });

  test('how many messages a starter holds: full batches share it, and no more than one is the most it may cost', () => {
    const starter = (batchSize: number) =>
      billFor({ ...basis, facts: { ...basis.facts, batchSize } }, flags).lines.filter(({ what }) =>
        what.startsWith('start-execution'),
      );
    const [requests, seconds] = starter(10);
    const [alone, longer] = starter(1);

    expect(requests?.dollars).toBeCloseTo(0.02, 8);
    expect(requests?.dollarsAtMost).toBeCloseTo(alone?.dollars ?? 0, 8);
    expect(seconds?.dollars).toBeLessThan((longer?.dollars ?? 0) / 4);
    expect(seconds?.dollarsAtMost).toBeCloseTo(longer?.dollars ?? 0, 8);
  });

  test('the log level, and whether the data is in it', () => {
    const watching = (level: 'ALL' | 'ERROR', executionData: boolean) => {
      const machine = { ...basis.facts.machine, log: { level, executionData } };
      return billFor({ ...basis, facts: { ...basis.facts, machine } }, flags).totals.watching;
    };

    expect(watching('ALL', true)).toBeGreaterThan(watching('ALL', false) + 5);
    expect(watching('ALL', false)).toBeGreaterThan(watching('ERROR', true) + 1);
  });

  test('the sampling of traces', () => {
    const traces = (sampling: Basis['facts']['sampling']) =>
      billFor({ ...basis, facts: { ...basis.facts, sampling } }, flags).lines.find(
        ({ service }) => service === 'X-Ray',
      )?.dollars;

    expect(traces({ reservoir: 0, rate: 0.05 })).toBeCloseTo(0.25, 6);
    expect(traces(undefined)).toBeCloseTo(5, 6);
  });

  test('the milliseconds that are given', () => {
    const at = (ms: number) => work(billFor({ ...basis, givenMs: { resize: ms } }, flags), 'Lambda');

    expect(at(400)).toBeGreaterThan(at(200) + 3);
  });

  test('the number of photos, in proportion where no tier ends', () => {
    const bill = (photos: number) => billFor(basis, { ...flags, photos, days: 0.001 });

    expect(bill(2000).totals.upload / bill(1000).totals.upload).toBeCloseTo(2, 6);
  });
});

test('a number of renditions that nobody measured is an error that says what to do', () => {
  const renditions = Array.from({ length: 19 }, () => 1000);
  const odd = { ...basis, trial: { ...basis.trial, renditions } };

  expect(() => billFor(odd, flags)).toThrow(NotMeasuredError);
  expect(() => billFor(odd, flags)).toThrow('--ms resize=300');
  expect(billFor({ ...odd, givenMs: { resize: 300 } }, flags).lines).not.toHaveLength(0);
});

describe('what is shown', () => {
  let all: Record<(typeof modes)[number], Bill>;
  beforeAll(() => {
    all = Object.fromEntries(
      modes.map((mode) => [mode, billFor({ ...basis, facts: factsOf(synthesized(mode, flags)) }, flags)]),
    ) as typeof all;
  });

  test('JSON has each mode with its lines, their prices’ pages, and totals that are their sums', () => {
    const shown = JSON.parse(jsonOf(all, flags, measured));

    expect(Object.keys(shown)).toEqual(['pricesOf', 'workload', 'measured', 'modes']);
    expect(Object.keys(shown.modes)).toEqual([...modes]);
    for (const { lines, totals } of Object.values<{ lines: Line[]; totals: object }>(shown.modes)) {
      const sum = lines.reduce((total, { dollars }) => total + dollars, 0);
      expect(Object.values(totals).reduce((total: number, each) => total + each, 0)).toBeCloseTo(sum, 6);
      for (const line of lines) expect(line.source).toMatch(/^https:/);
    }
  });

  test('the table has all modes side by side, and the range of the transitions', () => {
    const table = tableOf(all, flags, measured);

    for (const mode of modes) expect(table).toContain(mode);
    expect(table).toContain('100.00 – 125.00');
  });
});

interface Line {
  dollars: number;
  source: string;
}

test('express and buffered keep to what the defaults promise of logs and traces: $5 a million', () => {
  for (const mode of ['express', 'buffered'] as const) {
    const facts = factsOf(synthesized(mode, flags));
    expect(billFor({ ...basis, facts }, flags).totals.watching).toBeLessThan(5);
  }
});
