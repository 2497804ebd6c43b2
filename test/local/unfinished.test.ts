import { expect, test } from '@jest/globals';
import type { FunctionSpec } from '../../local/deployment.ts';
import type { ObjectInfo } from '../../local/s3/index.ts';
import type { ExecutionSummary } from '../../local/states/index.ts';
import { resendUnfinished } from '../../local/unfinished.ts';

const now = 1_000_000_000;
const eventOf = (name: string) =>
  JSON.stringify({
    detail: { bucket: { name: 'up' }, object: { key: `uploads/${name}`, 'version-id': `${name}-v` } },
  });

interface World {
  uploads: string[];
  runs?: Record<string, Partial<ExecutionSummary>>;
  waiting?: string[];
  /** What the function behind the upload links says; waiting unless given. */
  says?: Record<string, { statusCode: number; status?: string }>;
}

async function start({ uploads, runs = {}, waiting = [], says = {} }: World) {
  const resent: string[] = [];
  const later: number[] = [];
  const objects = uploads.map((name) => ({
    bucket: 'up',
    key: `uploads/${name}`,
    versionId: `${name}-v`,
    bytes: 9,
  }));
  const executions = Object.entries(runs).map(([name, run], at) => ({
    arn: `arn:${at}`,
    machineArn: 'photos',
    input: eventOf(name),
    ...run,
  }));
  const sent = await resendUnfinished({
    s3: {
      list: (_bucket, { after }) => (after === undefined ? (objects as ObjectInfo[]) : []),
      resend: (_bucket, key) => resent.push(key) > 0,
    },
    states: { summaries: ({ after }) => (after === undefined ? (executions as ExecutionSummary[]) : []) },
    functions: {
      invoke: async (_arn, event) => {
        const { rawQueryString } = event as { rawQueryString: string };
        const name = new URLSearchParams(rawQueryString).get('key')?.replace('uploads/', '') ?? '';
        const { statusCode, status } = says[name] ?? { statusCode: 200, status: 'waiting' };
        return { statusCode, body: JSON.stringify({ status }) };
      },
    },
    uploads: { bucket: 'up', prefix: 'uploads/' },
    machineArn: 'photos',
    presign: { arn: 'presign' } as FunctionSpec,
    waiting: waiting.map(eventOf),
    claimLifeMs: 270_000,
    later: (work, milliseconds) => {
      later.push(milliseconds);
      work();
    },
    now: () => now,
  });
  return { sent, resent, later };
}

test('an upload that nothing knows of goes through again', async () => {
  expect(await start({ uploads: ['a b&c.jpg'] })).toMatchObject({ sent: 1, resent: ['uploads/a b&c.jpg'] });
});

test('one that is at work, went well or waits for its turn is left alone', async () => {
  const { resent } = await start({
    uploads: ['running', 'well', 'buffered', 'forgotten'],
    runs: { running: { status: 'RUNNING' }, well: { status: 'SUCCEEDED', endedAt: 5 } },
    waiting: ['buffered'],
  });

  expect(resent).toEqual(['uploads/forgotten']);
});

test('one that was superseded goes through again only when nobody else has told of it: it was deleted, and is back', async () => {
  const superseded = { status: 'SUCCEEDED', lastState: 'Photo Superseded', endedAt: 5 } as const;
  const { resent } = await start({
    uploads: ['restored', 'duplicate'],
    runs: { restored: superseded, duplicate: superseded },
    says: { duplicate: { statusCode: 200, status: 'done' } },
  });

  expect(resent).toEqual(['uploads/restored']);
});

test.each(['done', 'rejected', 'failed', 'outdated'])('one that is %s has its outcome', async (status) => {
  expect((await start({ uploads: ['x'], says: { x: { statusCode: 200, status } } })).resent).toEqual([]);
});

test('one that was deleted meanwhile is left alone; one whose key is no photo name is rejected by the workflow', async () => {
  const says = { gone: { statusCode: 404 }, '..': { statusCode: 400 } };

  expect((await start({ uploads: ['gone', '..'], says })).resent).toEqual(['uploads/..']);
});

test('after an execution that died just now it waits until its claim is old', async () => {
  const { resent, later } = await start({
    uploads: ['young', 'old'],
    runs: {
      young: { status: 'ABORTED', endedAt: now - 70_000 },
      old: { status: 'ABORTED', endedAt: now - 300_000 },
    },
  });

  expect(later).toEqual([200_000]);
  expect(resent).toEqual(['uploads/young', 'uploads/old']);
});

test('an earlier run that ended badly does not hide a later one that is at work', async () => {
  const runs = { x: { status: 'RUNNING' as const } };

  expect((await start({ uploads: ['x'], runs })).resent).toEqual([]);
});
