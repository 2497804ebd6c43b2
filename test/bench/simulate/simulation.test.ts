import { describe, expect, test } from '@jest/globals';
import { readMeasurements } from '../../../bench/cost/measurements.ts';
import { readFlags } from '../../../bench/simulate/flags.ts';
import { defaultQuotas, type Quotas } from '../../../bench/simulate/quotas.ts';
import type { Bound, Outcome, Scenario } from '../../../bench/simulate/scenario.ts';
import { scenarioFor } from '../../../bench/simulate/scenarios.ts';
import { simulate } from '../../../bench/simulate/simulation.ts';
import { foresee } from '../../../bench/simulate/slice.ts';
import { publishSeconds, scene, workflow } from './scenes.ts';

const modes = ['direct', 'buffered', 'express'] as const;

function worst({ held }: Outcome): string | undefined {
  const all = Object.entries(held) as [Bound, { seconds: number }][];
  return all.toSorted(([, a], [, b]) => b.seconds - a.seconds)[0]?.[0];
}

describe('small cases, worked out by hand', () => {
  test('one photo takes what its functions take, and the notice', () => {
    const { seconds, done, drained } = simulate(scene({ photos: 1 }));

    expect(done).toBe(1);
    expect(seconds.max).toBeCloseTo(0.2 + publishSeconds, 9);
    expect(drained).toBeCloseTo(0.2 + publishSeconds, 9);
  });

  test('in the buffered delivery the starter comes before it', () => {
    expect(simulate(scene({ photos: 1, mode: 'buffered' })).seconds.max).toBeCloseTo(
      0.21 + publishSeconds,
      9,
    );
  });

  test('a cold start adds the time of loading', () => {
    const functions = { ...scene().functions, resize: { seconds: 0.2, loadSeconds: 0.5 } };

    expect(simulate(scene({ photos: 1, functions })).seconds.max).toBeCloseTo(0.7 + publishSeconds, 9);
  });

  test('ten photos at once, three starts at once and one a second: the last is started after seven', () => {
    const quotas = { standardStartsAtOnce: 3, standardStartsPerSecond: 1 };
    const { seconds, held } = simulate(scene({ photos: 10, overSeconds: 1e-9, quotas }));

    expect(seconds.max).toBeCloseTo(7 + 0.2 + publishSeconds, 6);
    expect(held.starts?.seconds).toBeCloseTo(1 + 2 + 3 + 4 + 5 + 6 + 7, 6);
    expect(held.starts?.times).toBe(7);
  });

  test('six photos two at a time take three rounds', () => {
    const { drained } = simulate(
      scene({ photos: 6, overSeconds: 1e-9, mode: 'buffered', maxConcurrency: 2 }),
    );

    expect(drained).toBeCloseTo(3 * (0.21 + publishSeconds), 6);
  });

  test('a standard execution is four transitions less one: those into its states', () => {
    const quotas = { transitionsAtOnce: 3, transitionsPerSecond: 1e-6 };
    const outcome = simulate(scene({ photos: 2, overSeconds: 100, quotas, untilSeconds: 1000 }));

    expect([outcome.done, outcome.waiting]).toEqual([1, 1]);
  });
});

describe('what cannot be otherwise', () => {
  const busy = { lambdaConcurrency: 4, s3ReadsPerSecond: 30 };

  test.each(modes)('no photo is lost or made in the mode %s, whenever one looks', (mode) => {
    for (const untilSeconds of [0, 1, 5, 9, 12, 30, 100, 1e9]) {
      const outcome = simulate(scene({ mode, quotas: busy, maxConcurrency: 3, untilSeconds }));
      const { photos, done, failed, undelivered, waiting } = outcome;

      expect(done + failed + undelivered + waiting).toBe(photos);
      expect(waiting).toBeGreaterThanOrEqual(0);
      if (untilSeconds === 1e9) expect([photos, waiting]).toEqual([100, 0]);
    }
  });

  test.each(modes)('the same seed gives the same, another one another, in the mode %s', (mode) => {
    const run = (seed: number) => simulate(scene({ mode, seed, arrivals: 'random', quotas: busy }));

    expect(run(7)).toEqual(run(7));
    expect(run(8).seconds).not.toEqual(run(7).seconds);
  });

  test.each<[keyof Quotas | 'maxConcurrency', (typeof modes)[number], number[]]>([
    ['standardStartsPerSecond', 'direct', [1, 2, 5, 20, 100]],
    ['transitionsPerSecond', 'direct', [10, 20, 50, 1000]],
    ['expressStartsPerSecond', 'express', [1, 3, 9, 100]],
    ['deliveriesPerSecond', 'express', [1, 3, 9, 100]],
    ['publishesPerSecond', 'direct', [1, 3, 9, 100]],
    ['pollersAtMost', 'buffered', [1, 2, 4, 50]],
    ['maxConcurrency', 'buffered', [1, 2, 4, 50]],
  ])('more of %s never drains later', (name, mode, values) => {
    const drained = values.map((value) => {
      const few = { standardStartsAtOnce: 1, transitionsAtOnce: 1 };
      const wanted =
        name === 'maxConcurrency' ? { maxConcurrency: value } : { quotas: { ...few, [name]: value } };
      return simulate(scene({ mode, overSeconds: 2, ...wanted })).drained;
    });

    expect(drained).toEqual(drained.toSorted((a, b) => b - a));
    expect(drained[0]).toBeGreaterThan((drained.at(-1) ?? 0) * 1.5);
  });
});

describe('each quota binds where it is the narrow one', () => {
  const crowd = { photos: 2000, overSeconds: 2 };

  test.each<[Bound, Partial<Omit<Scenario, 'quotas'>> & { quotas?: Partial<Quotas> }]>([
    ['eventBridge', { mode: 'express', quotas: { deliveriesPerSecond: 100 } }],
    ['starts', { mode: 'direct', quotas: { standardStartsAtOnce: 10, standardStartsPerSecond: 50 } }],
    ['starts', { mode: 'express', quotas: { expressStartsPerSecond: 50 } }],
    ['transitions', { mode: 'direct', quotas: { transitionsAtOnce: 10, transitionsPerSecond: 100 } }],
    ['buffer', { mode: 'buffered', maxConcurrency: 10 }],
    ['pollers', { mode: 'buffered', rampedUp: false, quotas: { pollersAtFirst: 5, pollersPerMinute: 60 } }],
    ['lambdaConcurrency', { mode: 'express', quotas: { lambdaConcurrency: 20 } }],
    ['lambdaScaling', { mode: 'express', quotas: { environmentsAtOnce: 5, environmentsPerSecond: 5 } }],
    ['s3Reads', { mode: 'express', quotas: { s3ReadsPerSecond: 100 } }],
    ['s3Writes', { mode: 'express', quotas: { s3WritesPerSecond: 100 } }],
    ['publishes', { mode: 'express', quotas: { publishesPerSecond: 100 } }],
  ])('%s', (bound, wanted) => {
    const outcome = simulate(scene({ ...crowd, ...wanted }));

    expect(worst(outcome)).toBe(bound);
    expect(outcome.held[bound]?.to).toBeGreaterThan(outcome.held[bound]?.from ?? Number.POSITIVE_INFINITY);
  });
});

describe('failures', () => {
  test('where S3 refuses for too long the retries of the definition are used up, and the photo is told as failed', () => {
    const none = { s3ReadsPerSecond: 0.001 };

    expect(simulate(scene({ quotas: none }))).toMatchObject({ done: 0, failed: 100 });
  });

  test('the buffered delivery tries each photo five times before that', () => {
    const quotas = { s3WritesPerSecond: 0.001 };
    const { failed, drained, held } = simulate(scene({ mode: 'buffered', photos: 5, quotas }));

    expect(failed).toBe(5);
    // Each execution asks seven times and once more, and S3 has none for any of them.
    expect(held.s3Writes?.times).toBe(5 * 5 * (7 + 2));
    expect(drained).toBeGreaterThan(20);
  });

  test('a burst that direct delivery fails in part, the buffered one carries', () => {
    const crowd = { photos: 3000, overSeconds: 1, quotas: { lambdaConcurrency: 50 } };

    expect(simulate(scene({ mode: 'express', ...crowd })).failed).toBeGreaterThan(0);
    expect(simulate(scene({ mode: 'buffered', ...crowd, maxConcurrency: 20 })).failed).toBe(0);
  });

  test('what EventBridge cannot hand on for a day is given up, and holds nobody else up', () => {
    const quotas = { standardStartsAtOnce: 1, standardStartsPerSecond: 1 / 43_200 };
    const { done, undelivered } = simulate(scene({ photos: 10, overSeconds: 1e-6, quotas }));

    expect([done, undelivered]).toEqual([3, 7]);
  });

  test('what the queue has held for its time is lost', () => {
    const slow = { ...scene().functions, resize: { seconds: 10, loadSeconds: 0 } };
    const wanted = {
      photos: 10,
      overSeconds: 1e-6,
      maxConcurrency: 1,
      retentionSeconds: 25,
      functions: slow,
    };
    const { done, undelivered } = simulate(scene({ mode: 'buffered', ...wanted }));

    expect([done, undelivered]).toEqual([3, 7]);
  });
});

describe('queueing theory', () => {
  /** Seconds: long beside a notice, and short beside the time-out of an execution. */
  const mean = 20;
  const alone = {
    resize: { seconds: mean, loadSeconds: 0 },
    'start-execution': { seconds: 0, loadSeconds: 0 },
    'record-outcome': { seconds: 0, loadSeconds: 0 },
  };
  const queue = (servers: number, load: number, service: Scenario['service'], photos: number) => {
    const overSeconds = (photos * (mean + publishSeconds)) / (servers * load);
    const outcome = simulate(
      scene({
        ...{ mode: 'buffered', arrivals: 'random', service, functions: alone },
        ...{ photos, overSeconds, maxConcurrency: servers },
      }),
    );
    return (outcome.held.buffer?.seconds ?? 0) / photos;
  };

  /** The mean wait of M/M/c by Erlang's formula, in units of the mean service. */
  function erlangC(servers: number, load: number): number {
    const offered = servers * load;
    let term = 1;
    let sum = 1;
    for (let busy = 1; busy < servers; busy++) {
      term *= offered / busy;
      sum += term;
    }
    const all = (term * offered) / servers / (1 - load);
    return all / (sum + all) / (servers * (1 - load));
  }

  test('the formula has the known value: five servers at 0.8 wait for 0.554 of a service', () => {
    expect(erlangC(5, 0.8)).toBeCloseTo(0.5541, 4);
    expect(erlangC(1, 0.8)).toBeCloseTo(4, 8);
  });

  test.each([
    [1, 0.5],
    [5, 0.8],
    [10, 0.7],
  ])('with exponential times %d at work, at a load of %d, are M/M/c', (servers, load) => {
    const expected = erlangC(servers, load) * mean;

    expect(Math.abs(queue(servers, load, 'exponential', 100_000) / expected - 1)).toBeLessThan(0.05);
  });

  test('with constant times one at work is M/D/1: half the wait', () => {
    const expected = (0.8 / (2 * (1 - 0.8))) * mean;

    expect(Math.abs(queue(1, 0.8, 'constant', 200_000) / expected - 1)).toBeLessThan(0.05);
  });
});

describe('more photos than are simulated', () => {
  const near = (a: number, b: number) => expect(Math.abs(a / b - 1)).toBeLessThan(0.05);

  test.each<[string, Parameters<typeof scene>[0]]>([
    ['that start too fast', { quotas: { standardStartsAtOnce: 100, standardStartsPerSecond: 50 } }],
    ['that the buffer holds back', { mode: 'buffered', maxConcurrency: 10 }],
    ['that come at leisure', { mode: 'express' }],
    [
      'that S3 refuses in part',
      { mode: 'express', quotas: { s3ReadsPerSecond: 80, lambdaConcurrency: 1000 } },
    ],
  ])('photos %s fare as if all were', (_what, wanted) => {
    const whole = scene({ photos: 50_000, overSeconds: 500, arrivals: 'random', ...wanted });
    const [all, part] = [simulate(whole), foresee(whole, 10_000)];

    expect(part.simulated).toBe(10_000);
    expect(part.done + part.failed + part.undelivered + part.waiting).toBe(50_000);
    near(part.done, all.done);
    near(part.drained, all.drained);
    near(part.seconds.p50, all.seconds.p50);
    near(part.seconds.p99, all.seconds.p99);
    expect(worst(part)).toBe(worst(all));
  });
});

test('what the definition does when it is refused is read out of it', () => {
  const [resize] = workflow.steps.filter(({ name }) => name === 'Resize Photo');

  expect(workflow.timeoutSeconds).toBe(270);
  expect(workflow.first.next(true)).toBe(resize);
  expect(resize?.retries['Lambda.TooManyRequestsException']).toEqual([1, 2, 4, 4, 4, 4]);
  expect(resize?.jitter.StorageUnavailableError).toBe(true);
  const caught = resize?.caught['Lambda.TooManyRequestsException'];
  expect([caught?.name, caught?.next(false)?.name, caught?.next(true)?.name]).toEqual([
    ...['Check Attempt', 'Record Failure', 'Resize Photo Again'],
  ]);
});

test('with the quotas of an account a photo a minute meets none of them', () => {
  for (const mode of modes) {
    const outcome = simulate(scene({ mode, photos: 1440, overSeconds: 86_400, quotas: defaultQuotas }));

    expect([outcome.done, Object.keys(outcome.held)]).toEqual([1440, []]);
  }
});

test.each(modes)(
  'as it deploys, the mode %s has all that its photos need, and nothing unmeasured',
  (mode) => {
    const flags = readFlags(['--photos', '10', '--over', '10s']);
    const scenario = scenarioFor(mode, flags, readMeasurements());

    const starter = mode === 'buffered' ? ['start-execution'] : [];
    expect(Object.keys(scenario.functions).toSorted()).toEqual(['record-outcome', 'resize', ...starter]);
    expect(simulate(scenario)).toMatchObject({ photos: 10, done: 10 });
  },
);
