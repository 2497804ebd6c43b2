import { describe, expect, test } from '@jest/globals';
import { billedMs } from '../../../bench/cost/measurements.ts';
import { costOf, prices } from '../../../bench/cost/prices.ts';
import { lambdaUsage } from '../../../bench/cost/services/lambda.ts';
import { eventBridgeUsage, kmsUsage, snsUsage, sqsUsage } from '../../../bench/cost/services/messages.ts';
import { s3RequestUsage, s3StorageUsage } from '../../../bench/cost/services/s3.ts';
import { expressUsage, standardUsage } from '../../../bench/cost/services/step-functions.ts';
import { defaultSampling, logUsage, tracesOf, traceUsage } from '../../../bench/cost/services/watching.ts';
import { gigabyte, type Usage } from '../../../bench/cost/usage.ts';

// Each figure here was worked out by hand, from the price pages.

const dollars = (usage: readonly Usage[]) =>
  usage.reduce((sum, { price, amount }) => sum + costOf(amount, prices[price]), 0);

describe('Step Functions', () => {
  test('three states of a standard workflow are four to five transitions: $100 to $125 a million', () => {
    const [usage] = standardUsage(1e6, ['Validate', 'Resize', 'Publish']);

    expect([usage?.amount, usage?.atMost]).toEqual([4e6, 5e6]);
    expect(dollars(standardUsage(1e6, ['Validate', 'Resize', 'Publish']))).toBeCloseTo(100, 8);
  });

  test.each([
    [400, 0.4],
    [401, 0.5], // each begun 100 ms
    [1, 0.1],
  ])('an express execution of %d ms is billed as %d s', (ms, seconds) => {
    expect(dollars(expressUsage(1e6, ms))).toBeCloseTo(1 + (1e6 * seconds * 64 * 0.06) / 1024 / 3600, 8);
  });

  test('65 MB of an express execution are billed as 128', () => {
    const memory = expressUsage(1e6, 100, 65)[1];

    expect(memory?.amount).toBeCloseTo((1e6 * 0.1 * 128) / 1024, 8);
  });
});

describe('Lambda', () => {
  const resize = { folder: 'resize', memoryMegabytes: 1024, arm: true };

  test('200 ms at 1 GB on arm64 a million times are $2.67, and the requests $0.20', () => {
    expect(dollars(lambdaUsage(1e6, resize, { ms: 200, initMs: 0 }, 'work'))).toBeCloseTo(0.2 + 2.66668, 4);
  });

  test('x86 costs a quarter more', () => {
    const x86 = dollars(lambdaUsage(1e6, { ...resize, arm: false }, { ms: 200, initMs: 0 }, 'work'));

    expect(x86).toBeCloseTo(0.2 + 3.33334, 4);
  });

  test('each begun millisecond counts', () => {
    const half = lambdaUsage(1e6, resize, { ms: 200.1, initMs: 0 }, 'work');

    expect(half).toEqual(lambdaUsage(1e6, resize, { ms: 201, initMs: 0 }, 'work'));
  });

  test('half a processor takes twice as long to compute, and as long to wait', () => {
    expect(billedMs({ cpuMs: 100, waitMs: 50, initMs: 300 }, 1769, 0)).toEqual({ ms: 150, initMs: 0 });
    expect(billedMs({ cpuMs: 100, waitMs: 50, initMs: 300 }, 1769 / 2, 0)).toEqual({ ms: 250, initMs: 0 });
  });

  test('more than one processor computes no faster', () => {
    expect(billedMs({ cpuMs: 100, waitMs: 50, initMs: 300 }, 4096, 0).ms).toBe(150);
  });

  test('loading is billed for the share of invocations that are cold', () => {
    expect(billedMs({ cpuMs: 100, waitMs: 50, initMs: 300 }, 1769, 0.02).initMs).toBeCloseTo(6, 10);
  });
});

describe('S3', () => {
  test('a write costs $5 a million, a read $0.40, a delete nothing', () => {
    expect(dollars(s3RequestUsage(1e6, 'work', { writes: 1, reads: 4, deletes: 3 }))).toBeCloseTo(6.6, 8);
  });

  test('replaced photos are kept for as long as the life cycle says', () => {
    const workload = { photos: 1000, megabytes: 5, days: 30, storedDays: 90, overwritten: 0.2, cold: 0 };
    const [photos, renditions, replaced] = s3StorageUsage(workload, 10_000, 30);

    expect(photos?.amount).toBeCloseTo((1000 * 0.8 * 5e6 * 3) / gigabyte, 8);
    expect(renditions?.amount).toBeCloseTo((1000 * 0.8 * 10_000 * 3) / gigabyte, 8);
    expect(replaced?.amount).toBeCloseTo((1000 * 0.2 * 5e6) / gigabyte, 8);
  });
});

describe('messages', () => {
  test('an event of up to 64 KB is one, above that two', () => {
    expect(eventBridgeUsage(1, 64 * 1024)[0]?.amount).toBe(1);
    expect(eventBridgeUsage(1, 64 * 1024 + 1)[0]?.amount).toBe(2);
  });

  test('a queued photo is sent, received and deleted; an empty queue is asked five times in 20 seconds', () => {
    const polled = [{ queueArn: 'buffer', batchSize: 1 }];
    const [work, empty] = sqsUsage(1e6, { polled, buffered: true, batchSize: 1 }, 900, 1);

    expect([work?.amount, empty?.amount]).toEqual([3e6, 5 * 3 * 60 * 24]);
    expect(sqsUsage(1e6, { polled: [], buffered: false, batchSize: 1 }, 900, 1)).toEqual([]);
  });

  test('ten messages that are received and deleted at once are two requests, and twenty when they come singly', () => {
    const [work] = sqsUsage(1e6, { polled: [], buffered: true, batchSize: 10 }, 900, 1);

    expect(work?.amount).toBeCloseTo(1.2e6, 3);
    expect(work?.atMost).toBe(3e6);
  });

  test('e-mails are paid for each, and not for the subscribers of other notices', () => {
    const to = (protocol: string, statuses?: string[]) =>
      dollars(snsUsage(1e6, [1200], [{ protocol, statuses }])) - 0.5;

    expect(to('email')).toBeCloseTo(20, 8);
    expect(to('email', ['done'])).toBeCloseTo(20, 8);
    expect(to('email', ['failed'])).toBeCloseTo(0, 8);
    expect(to('https')).toBeCloseTo(0.6, 8);
    expect(to('sqs')).toBeCloseTo(0, 8);
  });

  test('the key of the topic is asked for each five minutes, or for each photo when they are fewer', () => {
    expect(kmsUsage(true, 1e6, 1)[0]?.amount).toBe(2 * 288);
    expect(kmsUsage(true, 10, 1)[0]?.amount).toBe(20);
    expect(kmsUsage(false, 1e6, 1)).toEqual([]);
  });
});

describe('logs and traces', () => {
  test('a gigabyte costs $0.50 to take, and 0.15 of it $0.03 a month to keep', () => {
    const usage = logUsage(1, [{ what: 'resize', bytesPerPhoto: gigabyte, keptDays: 60 }]);

    expect(dollars(usage)).toBeCloseTo(0.5 + 0.15 * 0.03 * 2, 8);
  });

  test('X-Ray’s own rule traces all that comes at less than one a second, and a twentieth of the rest', () => {
    expect(tracesOf(86_400, 1, defaultSampling)).toBe(86_400);
    expect(tracesOf(2 * 86_400, 1, defaultSampling)).toBe(86_400 * 1.05);
    expect(tracesOf(86_400, 1, { reservoir: 0, rate: 0.05 })).toBe(4_320);
  });

  test('a million traces cost $5', () => {
    expect(dollars(traceUsage('executions', 1e6))).toBeCloseTo(5, 8);
  });
});
