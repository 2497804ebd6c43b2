import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Deployment } from '../../../local/deployment.ts';
import { scaledDeployment } from '../../../local/time-scale/index.ts';
import { waysThrough } from '../../statemachine/worst-case.ts';
import { deploymentOf } from '../template/deployments.ts';

/** Silence of S3 is noticed after two tries of two seconds, and the SDK waits in between. */
const silenceSeconds = 5;

const modes = ['direct', 'buffered', 'express'];
const scales = fc.double({ min: 0, max: 1, minExcluded: true, noNaN: true });

interface Task {
  Type: string;
  TimeoutSeconds?: number;
  Parameters?: { FunctionName?: string };
  Retry?: { IntervalSeconds: number; MaxDelaySeconds?: number }[];
}

function definitionOf({ stateMachines: [machine] }: Deployment) {
  return JSON.parse(machine?.definition ?? '') as {
    StartAt: string;
    TimeoutSeconds: number;
    States: Record<string, Task>;
  };
}

function tasksOf(deployment: Deployment): [string, Task][] {
  return Object.entries(definitionOf(deployment).States).filter(([, { Type }]) => Type === 'Task');
}

function functionOf(deployment: Deployment, folder: string) {
  return deployment.functions.find((spec) => spec.folder === folder);
}

describe.each(modes)('%s, at any scale', (mode) => {
  const original = deploymentOf({ 'delivery.mode': mode });
  const holds = (property: (scaled: Deployment, scale: number) => void) =>
    fc.assert(fc.property(scales, (scale) => property(scaledDeployment(original, scale), scale)));

  test('nothing takes longer than without it, nor shorter than it says', () => {
    holds((scaled, scale) => {
      scaled.functions.forEach(({ timeoutSeconds }, at) => {
        const before = original.functions[at]?.timeoutSeconds ?? 0;
        expect(timeoutSeconds).toBeLessThanOrEqual(before);
        expect(timeoutSeconds).toBeGreaterThanOrEqual(scale * before);
      });
      for (const [name, { TimeoutSeconds = 0 }] of tasksOf(scaled)) {
        const before = definitionOf(original).States[name]?.TimeoutSeconds ?? 0;
        expect(TimeoutSeconds).toBeLessThanOrEqual(before);
        expect(TimeoutSeconds).toBeGreaterThanOrEqual(scale * before);
      }
      scaled.queues.forEach(({ visibilityTimeoutSeconds }, at) => {
        const before = original.queues[at]?.visibilityTimeoutSeconds ?? 0;
        expect(visibilityTimeoutSeconds).toBeLessThanOrEqual(before);
        expect(visibilityTimeoutSeconds).toBeGreaterThanOrEqual(scale * before);
      });
    });
  });

  test('every function can notice that S3 is silent, as it could before', () => {
    holds(({ functions }) => {
      functions.forEach(({ timeoutSeconds }, at) => {
        const before = original.functions[at]?.timeoutSeconds ?? 0;
        expect(timeoutSeconds).toBeGreaterThanOrEqual(Math.min(before, silenceSeconds));
      });
    });
  });

  test('a task outlasts its function by a second', () => {
    holds((scaled) => {
      for (const [, { TimeoutSeconds = 0, Parameters }] of tasksOf(scaled)) {
        const called = scaled.functions.find(({ arn }) => arn === Parameters?.FunctionName);
        expect(TimeoutSeconds).toBeGreaterThanOrEqual(
          called === undefined ? 1 : called.timeoutSeconds + 1 - 1e-9,
        );
      }
    });
  });

  test('the machine outlasts three tries of any task', () => {
    holds((scaled) => {
      const longest = Math.max(...tasksOf(scaled).map(([, { TimeoutSeconds = 0 }]) => TimeoutSeconds));
      expect(definitionOf(scaled).TimeoutSeconds).toBeGreaterThanOrEqual(3 * longest);
    });
  });

  test('claims live as long as the machine may take', () => {
    holds((scaled) => {
      const lives = scaled.functions.flatMap(({ environment }) => environment.CLAIM_LIFE_SECONDS ?? []);
      expect(lives.length).toBeGreaterThanOrEqual(2);
      for (const life of lives) expect(Number(life)).toBeCloseTo(definitionOf(scaled).TimeoutSeconds, 6);
    });
  });

  test('retries wait so much shorter, all of them', () => {
    holds((scaled, scale) => {
      for (const [name, { Retry = [] }] of tasksOf(scaled)) {
        const before = definitionOf(original).States[name]?.Retry ?? [];
        expect(Retry.map(({ IntervalSeconds }) => IntervalSeconds)).toEqual(
          before.map(({ IntervalSeconds }) => scale * IntervalSeconds),
        );
        expect(Retry.map(({ MaxDelaySeconds }) => MaxDelaySeconds)).toEqual(
          before.map(({ MaxDelaySeconds: most }) => (most === undefined ? undefined : scale * most)),
        );
      }
    });
  });

  test('a message stays out of sight for longer than its function may be at it', () => {
    holds((scaled) => {
      for (const { queueArn, functionArn } of scaled.eventSources) {
        const queue = scaled.queues.find(({ arn }) => arn === queueArn);
        const worker = scaled.functions.find(({ arn }) => arn === functionArn);
        expect(queue?.visibilityTimeoutSeconds).toBeGreaterThan(worker?.timeoutSeconds ?? Infinity);
        expect(Number.isInteger(queue?.visibilityTimeoutSeconds)).toBe(true);
      }
    });
  });

  test('all that is not about time stays as it is', () => {
    holds((scaled) => expect(timeless(scaled)).toEqual(timeless(original)));
  });
});

test('the starter outlasts the machine by ten seconds', () => {
  const original = deploymentOf({ 'delivery.mode': 'buffered' });
  fc.assert(
    fc.property(scales, (scale) => {
      const scaled = scaledDeployment(original, scale);
      const starter = functionOf(scaled, 'start-execution');
      expect(starter?.timeoutSeconds).toBeGreaterThanOrEqual(definitionOf(scaled).TimeoutSeconds + 10);
    }),
  );
});

test('at the smallest scale no way through is longer than four times the machine’s time', () => {
  const scaled = definitionOf(scaledDeployment(deploymentOf(), 0.001));
  const [longest] = waysThrough(scaled as unknown as Parameters<typeof waysThrough>[0]);

  expect(longest?.seconds).toBeLessThan(4 * scaled.TimeoutSeconds);
});

test('a scale of 1 is the deployment itself', () => {
  const original = deploymentOf();

  expect(scaledDeployment(original, 1)).toBe(original);
});

function timeless({ functions, queues, stateMachines, ...others }: Deployment) {
  const without = (_: string, value: unknown) =>
    /Seconds$/.test(_) || _ === 'CLAIM_LIFE_SECONDS' ? undefined : value;
  const definitions = stateMachines.map(({ definition, ...machine }) => ({
    ...machine,
    definition: JSON.parse(definition),
  }));
  return JSON.parse(JSON.stringify({ functions, queues, definitions, others }, without));
}
