import { expect, test } from '@jest/globals';
import type { RecordInput } from '../../functions/record-outcome/handler.ts';
import type { ResizeInput } from '../../functions/resize/handler.ts';
import { problemsWithNotice } from '../support/notice-schema.ts';
import { bug, failureRecorded, rejected, rejectionRecorded, storageBusy, superseded } from './answers.ts';
import { substitutions } from './definition.ts';
import { photoUploaded } from './events.ts';
import { execute, execution, type Run, startTime } from './execute.ts';

const event = photoUploaded();
const by = { id: execution.Id, name: execution.Name };
const detail = event.detail as ResizeInput['detail'];

function calledAt({ calls }: Run, state: string) {
  return calls.find((call) => call.state === state)?.parameters;
}

function causeOf({ name, message }: Error) {
  return JSON.stringify({ errorMessage: message, errorType: name, trace: [] });
}

test('Resize Photo hands over the detail of the event, all of its input, and who it is', async () => {
  const run = await execute(event, { resize: [bug] });

  expect(calledAt(run, 'Resize Photo')).toEqual({
    FunctionName: substitutions.ResizePhotoArn,
    Payload: { detail, event, execution: by } satisfies ResizeInput,
  });
});

test('Resize Photo Again hands over the same, with the failure that was told in between', async () => {
  const run = await execute(event, { resize: [bug], record: [failureRecorded] });

  const error = { Error: 'TypeError', Cause: causeOf(bug) };
  expect(calledAt(run, 'Resize Photo Again')).toEqual({
    FunctionName: substitutions.ResizePhotoArn,
    Payload: { detail, event: { ...event, error, outcome: failureRecorded }, execution: by },
  });
});

test('Record Rejection hands over the event and what Resize Photo said of it', async () => {
  const run = await execute(event, { resize: [rejected], record: [rejectionRecorded] });

  const error = { Error: 'RejectedPhotoError', Cause: causeOf(rejected) };
  expect(calledAt(run, 'Record Rejection')).toEqual({
    FunctionName: substitutions.RecordOutcomeArn,
    Payload: { status: 'rejected', input: { ...event, error }, execution: by } as RecordInput,
  });
});

test('Record Rejection hands over the bare event when Validate Key decided', async () => {
  const empty = photoUploaded({ size: 0 });

  const run = await execute(empty, { record: [rejectionRecorded] });

  expect(calledAt(run, 'Record Rejection')?.Payload).toEqual({
    status: 'rejected',
    input: empty,
    execution: by,
  });
});

test('Record Rejection after the last try hands over the last word, not the failure before it', async () => {
  const run = await execute(event, { resize: [bug, rejected], record: [failureRecorded, rejectionRecorded] });

  const error = { Error: 'RejectedPhotoError', Cause: causeOf(rejected) };
  expect(calledAt(run, 'Record Rejection')?.Payload).toMatchObject({ status: 'rejected', input: { error } });
});

test('Record Failure hands over the event and the error', async () => {
  const run = await execute(event, { resize: [bug] });

  const error = { Error: 'TypeError', Cause: causeOf(bug) };
  expect(calledAt(run, 'Record Failure')).toEqual({
    FunctionName: substitutions.RecordOutcomeArn,
    Payload: { status: 'failed', input: { ...event, error }, execution: by } as RecordInput,
  });
});

test('a failure that cannot be recorded is told by the state machine itself, then tried again', async () => {
  const run = await execute(event, { resize: [bug], record: [storageBusy] });

  expect(run.path).toEqual([
    'Validate Key',
    'Resize Photo',
    'Check Attempt',
    'Record Failure',
    'Publish Unrecorded Failure',
    'Resize Photo Again',
  ]);
  expect(run).toMatchObject({ status: 'FAILED', error: 'TypeError' });
  expect(run.published).toEqual([
    {
      TopicArn: substitutions.NoticesTopicArn,
      Subject: 'Photo failed',
      Message: {
        version: 1,
        id: execution.Id,
        status: 'failed',
        bucket: event.detail.bucket.name,
        key: event.detail.object.key,
        detail: 'The photo could not be processed, and that could not be recorded either.',
        execution: execution.Id,
        time: startTime,
      },
      MessageAttributes: { status: { DataType: 'String', StringValue: 'failed' } },
    },
  ]);
  expect(problemsWithNotice(JSON.stringify(run.published[0]?.Message))).toEqual([]);
});

// What a state passes on is what the console shows, and what a redrive begins with.

test('what is caught stands beside the event, whoever caught it', async () => {
  const ofResize = { Error: 'TypeError', Cause: causeOf(bug) };
  const ofRecord = { Error: 'SupersededPhotoError', Cause: causeOf(superseded) };

  const unrecorded = await execute(event, { resize: [bug], record: [bug] });
  expect(unrecorded.last.input).toEqual({ ...event, error: ofResize, recordingError: ofResize });

  const atResize = await execute(event, { resize: [superseded] });
  expect(atResize.output).toEqual({ ...event, error: ofRecord });

  const atRecordRejection = await execute(event, { resize: [rejected], record: [superseded] });
  expect(atRecordRejection.output).toEqual({ ...event, error: ofRecord });

  const atRecordFailure = await execute(event, { resize: [bug], record: [superseded] });
  expect(atRecordFailure.output).toEqual({ ...event, error: ofRecord });

  const atLastTry = await execute(event, { resize: [bug, superseded] });
  expect(atLastTry.output).toEqual({ ...event, error: ofRecord, outcome: failureRecorded });
});

test('a notice stands beside the event, and publishing it changes nothing', async () => {
  const failed = await execute(event, { resize: [bug] });
  const error = { Error: 'TypeError', Cause: causeOf(bug) };
  expect(failed.last.input).toEqual({ ...event, error, outcome: failureRecorded });

  const { output } = await execute({ ...event, detail }, { resize: [rejected], record: [rejectionRecorded] });
  const rejection = { Error: 'RejectedPhotoError', Cause: causeOf(rejected) };
  expect(output).toEqual({ ...event, error: rejection, outcome: rejectionRecorded });
});
