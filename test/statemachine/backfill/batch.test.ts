import { describe, expect, test } from '@jest/globals';
import { execute, type Services } from './execute.ts';

// A batch as a Map hands it over, through a real interpreter.

const photo = (key: string) => ({
  key,
  name: `backfill-${key}`,
  event: { cause: 'backfill', detail: { bucket: { name: 'uploads-bucket' }, object: { key } } },
});
const photos = ['a', 'b', 'c', 'd'].map((each) => photo(`uploads/${each}.jpg`));
const chosen = { current: 3, outdated: 1, without: 3, rejected: 0, ignored: 1, photos, mayFail: 1 };
const batch = {
  BatchInput: { listedBy: 'listing', rejectedToo: false, toleratedFailurePercentage: 25 },
  Items: [{ Key: 'uploads/a.jpg', Size: 7 }],
};

function named(name: string): Error {
  return Object.assign(new Error('told by its own execution'), { name });
}

interface Parameters {
  Name: string;
  Input: unknown;
  StateMachineArn: string;
}

/** What is started, and how it ends. */
function starting(ends: (name: string) => unknown) {
  const started: Parameters[] = [];
  const start = (parameters: unknown) => {
    started.push(parameters as Parameters);
    return ends((parameters as Parameters).Name);
  };
  return { started, start };
}

const choosing: Services = { 'Choose Photos': () => ({ StatusCode: 200, Payload: chosen }) };
const throughTo = (last: string) => [
  'Validate Request',
  'Choose Photos',
  'Make Photos',
  'List Failures',
  'Count Failures',
  'Check Failures',
  last,
];
const failsAt = (...keys: string[]) => {
  return (name: string) => {
    if (keys.some((key) => name.endsWith(`${key}.jpg`))) throw named('States.TaskFailed');
    return { Status: 'SUCCEEDED', Output: { large: 'x'.repeat(1000) } };
  };
};

test('hands its objects to the function that chooses, with its own name', async () => {
  const asked: unknown[] = [];
  await execute(batch, {
    'Choose Photos': (parameters) => {
      asked.push(parameters);
      return { Payload: { ...chosen, photos: [] } };
    },
  });

  expect(asked).toMatchObject([{ Payload: { ...batch, execution: { name: 'batch-1' } } }]);
});

test('runs each photo that was chosen through the photo machine, under its name, with its event', async () => {
  const { started, start } = starting(failsAt());
  const run = await execute(batch, { ...choosing, 'Make Photo': start });

  expect(run.path).toEqual(throughTo('Batch Done'));
  expect(started).toEqual(
    photos.map(({ name, event }) => ({
      Name: name,
      Input: event,
      StateMachineArn: 'arn:aws:states:eu-central-1:123456789012:stateMachine:photos',
    })),
  );
  expect(run.output).toEqual({
    ...{ current: 3, outdated: 1, without: 3, rejected: 0, ignored: 1, mayFail: 1 },
    ...{ photos: 4, failed: [], counted: { failures: 0, cause: expect.any(String) } },
  });
});

test('ends well with as many failures as are tolerated, and names them', async () => {
  const { started, start } = starting(failsAt('b'));
  const run = await execute(batch, { ...choosing, 'Make Photo': start });

  expect(started).toHaveLength(4);
  expect(run.path).toEqual(throughTo('Batch Done'));
  expect(run.output).toMatchObject({
    failed: [{ key: 'uploads/b.jpg', ended: 'failed', execution: 'backfill-uploads/b.jpg' }],
  });
});

test('fails with more, when all have had their turn, and says which in its cause', async () => {
  const { started, start } = starting(failsAt('a', 'c'));
  const run = await execute(batch, { ...choosing, 'Make Photo': start });

  expect(started).toHaveLength(4);
  expect([run.status, run.error]).toEqual(['FAILED', 'TooManyPhotosFailed']);
  expect(run.cause).toMatch(/uploads\/a\.jpg.*uploads\/c\.jpg/);
  expect(run.path).toEqual(throughTo('Too Many Photos Failed'));
});

test.each(['StepFunctions.ExecutionAlreadyExists', 'StepFunctions.ExecutionAlreadyExistsException'])(
  'a photo that was begun before, by the same batch, is no failure: %s',
  async (error) => {
    const { start } = starting(() => {
      throw named(error);
    });
    const run = await execute(batch, { ...choosing, 'Make Photo': start });

    expect(run.path).toEqual(throughTo('Batch Done'));
    expect(run.output).toMatchObject({ photos: 4, failed: [] });
  },
);

describe('where the photo machine is Express', () => {
  const express = { PhotoMachineType: 'EXPRESS' };

  test('its answer says how a photo ended, which is an answer also when it failed', async () => {
    const { started, start } = starting((name) => ({
      Status: name.endsWith('b.jpg') ? 'FAILED' : name.endsWith('c.jpg') ? 'TIMED_OUT' : 'SUCCEEDED',
      Output: '{}',
    }));
    const run = await execute(batch, { ...choosing, 'Make Photo Express': start }, express);

    expect(started.map(({ Name }) => Name)).toEqual(photos.map(({ name }) => name));
    expect([run.status, run.error]).toEqual(['FAILED', 'TooManyPhotosFailed']);
  });

  test('an execution that could not be started is a failure like any other', async () => {
    const { start } = starting((name) => {
      if (name.endsWith('d.jpg')) throw named('Sfn.StateMachineDoesNotExistException');
      return { Status: 'SUCCEEDED' };
    });
    const run = await execute(batch, { ...choosing, 'Make Photo Express': start }, express);

    expect(run.output).toMatchObject({ failed: [{ key: 'uploads/d.jpg' }] });
  });
});

describe('a request', () => {
  const request = {
    prefix: 'uploads/2024/',
    concurrency: 10,
    photosPerBatch: 50,
    toleratedFailurePercentage: 5,
    rejectedToo: false,
  };

  test('goes to the Map over the listing', async () => {
    expect((await execute(request)).path).toEqual(['Validate Request', 'Backfill Listing']);
  });

  test('or over an inventory, where it names one', async () => {
    const { path } = await execute({ ...request, inventory: { key: 'inventories/x/manifest.json' } });
    expect(path).toEqual(['Validate Request', 'Backfill Inventory']);
  });

  test.each([
    ['nothing', {}],
    ['no prefix', { ...request, prefix: undefined }],
    ['a prefix elsewhere', { ...request, prefix: 'thumbnails/' }],
    ['no bound', { ...request, concurrency: 0 }],
    ['a bound in words', { ...request, concurrency: 'ten' }],
    ['batches of none', { ...request, photosPerBatch: 0 }],
    ['batches that are too large', { ...request, photosPerBatch: 51 }],
    ['a threshold that is missing', { ...request, toleratedFailurePercentage: undefined }],
    ['a word for yes', { ...request, rejectedToo: 'yes' }],
  ])('with %s ends red at once, with words about it', async (_what, input) => {
    const { path, error } = await execute(JSON.parse(JSON.stringify(input)));
    expect([path, error]).toEqual([['Validate Request', 'Request Malformed'], 'RequestMalformed']);
  });
});
