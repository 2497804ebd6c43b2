import { expect, test } from '@jest/globals';
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { type RecordInput, recordOutcome } from '../functions/record-outcome/handler.ts';
import { type ResizeInput, resizePhoto } from '../functions/resize/handler.ts';
import { photoStatus } from '../functions/shared/status.ts';
import { photo } from './fixtures/pictures.ts';
import { deployed, substitutions } from './statemachine/definition.ts';
import { photoUploaded } from './statemachine/events.ts';
import { execution } from './statemachine/execute.ts';
import { problemsWithNotice } from './support/notice-schema.ts';
import { photoSettings, photoStores } from './support/photo-stores.ts';
import { recordingObserver } from './support/recording-observer.ts';

// The real definition in a real interpreter, with the real functions and real pictures: only S3 and SNS are played.

const key = 'uploads/3f/a "quoted" cat.jpg';

function darkroom() {
  const stores = photoStores();
  const { observer } = recordingObserver();
  const functions: Record<string, (payload: never) => Promise<unknown>> = {
    [substitutions.ResizePhotoArn ?? '']: (payload: ResizeInput) =>
      resizePhoto(stores, photoSettings)(payload, observer),
    [substitutions.RecordOutcomeArn ?? '']: (payload: RecordInput) =>
      recordOutcome(stores, { ...photoSettings, onReject: 'keep' })(payload, observer),
  };
  const notices: { status: string; email: string; [field: string]: unknown }[] = [];

  const invoke = async ({ FunctionName, Payload }: { FunctionName: string; Payload: never }) => {
    try {
      return { StatusCode: 200, Payload: await functions[FunctionName]?.(Payload) };
    } catch (error) {
      const { name, message } = error as Error;
      throw Object.assign(new Error(JSON.stringify({ errorType: name, errorMessage: message, trace: [] })), {
        name,
      });
    }
  };
  const publish = async ({ Message }: { Message: { default: string; email: string } }) => {
    expect(problemsWithNotice(Message.default)).toEqual([]);
    notices.push({ ...JSON.parse(Message.default), email: Message.email });
    return { MessageId: '1' };
  };

  async function deliver(detail: object) {
    const definition = deployed();
    const handlers = Object.entries(definition.States).map(([name, { Resource }]) => [
      name,
      Resource?.includes('sns') ? publish : invoke,
    ]);
    const machine = new StateMachine(definition as unknown as StateMachineDefinition, {
      validationOptions: { noValidate: true },
    });
    const { result } = machine.run({ ...photoUploaded(), detail } as never, {
      context: { Execution: execution },
      overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
    });
    return result.then(
      () => 'SUCCEEDED',
      () => 'FAILED',
    );
  }
  const status = async () => (await photoStatus({ key, ...stores, ...photoSettings }))?.status;
  return { ...stores, notices, deliver, status };
}

test('a photo ends done: renditions stored, one notice, the status says so', async () => {
  const { buckets, deliver, notices, status } = darkroom();

  const ended = await deliver(
    buckets.upload(key, await photo({ width: 640, height: 480 }).jpeg().toBuffer()),
  );

  expect([ended, await status()]).toEqual(['SUCCEEDED', 'done']);
  expect(notices).toEqual([
    expect.objectContaining({ status: 'done', key, email: expect.stringContaining('a "quoted" cat.jpg') }),
  ]);
});

test.each([
  [
    'half a photo',
    async () => (await photo({ width: 640, height: 480 }).jpeg().toBuffer()).subarray(0, 9_000),
    'truncated',
  ],
  ['a web page', async () => Buffer.from('<!doctype html><p>hello'), 'unsupported-format'],
  ['nothing', async () => Buffer.alloc(0), 'empty'],
])('%s ends rejected: green, its owner told why, and recorded', async (_what, content, reason) => {
  const { buckets, deliver, notices, status } = darkroom();

  const ended = await deliver(buckets.upload(key, await content()));

  expect([ended, await status()]).toEqual(['SUCCEEDED', 'rejected']);
  expect(notices).toEqual([expect.objectContaining({ status: 'rejected', key, reason })]);
});

test('a photo that fails is told once and ends red; delivered again, it ends done', async () => {
  const { buckets, deliver, notices, status, thumbnails } = darkroom();
  const detail = buckets.upload(key, await photo({ width: 640, height: 480 }).jpeg().toBuffer());
  const { write } = thumbnails;
  thumbnails.write = async (at, ...rest) => {
    if (at.startsWith('thumbnails/')) throw new TypeError('a bug');
    return write(at, ...rest);
  };
  const first = [await deliver(detail), await status()];

  thumbnails.write = write;
  const second = [await deliver(detail), await status()];

  expect([first, second]).toEqual([
    ['FAILED', 'failed'],
    ['SUCCEEDED', 'done'],
  ]);
  expect(notices.map((each) => each.status)).toEqual(['failed', 'done']);
});
