import { expect, test } from '@jest/globals';
import { accessDenied, bug, made, rejected, rejectionRecorded, superseded, topicDown } from './answers.ts';
import { photoUploaded } from './events.ts';
import { execute, redrive } from './execute.ts';
import { told } from './told.ts';

test('F7 a redrive of Publish Result only tells: nothing is resized again', async () => {
  const down = await execute(photoUploaded(), { publish: [topicDown] });
  expect(down.path).toEqual(['Validate Key', 'Resize Photo', 'Publish Result']);
  expect(down.calls.filter((call) => call.to === 'resize')).toHaveLength(1);

  const run = await redrive(down);

  expect(run.path).toEqual(['Publish Result']);
  expect(run.calls.map(({ to }) => to)).toEqual(['publish']);
  expect(run).toMatchObject({ status: 'SUCCEEDED', output: made });
  expect(run.published).toEqual([told('done', made.notice)]);
});

test('a redrive of Resize Photo Again makes the photo and tells the result', async () => {
  const failed = await execute(photoUploaded(), { resize: [accessDenied] });
  expect(failed.last.state).toBe('Resize Photo Again');

  const run = await redrive(failed);

  expect(run.path).toEqual(['Resize Photo Again', 'Publish Result']);
  expect(run).toMatchObject({ status: 'SUCCEEDED', output: made });
  const lastTry = failed.calls.findLast(({ to }) => to === 'resize');
  expect(run.calls[0]?.parameters).toEqual(lastTry?.parameters);
  expect(run.published).toEqual([told('done', made.notice)]);
});

test('a redrive of Resize Photo Again that fails again is red again, tells nobody twice, and can be redriven', async () => {
  const failed = await execute(photoUploaded(), { resize: [bug] });

  const second = await redrive(failed, { resize: [bug] });
  const third = await redrive(second);

  expect(second).toMatchObject({ status: 'FAILED', path: ['Resize Photo Again'], published: [] });
  expect(third).toMatchObject({ status: 'SUCCEEDED', output: made });
});

test.each([
  ['rejected', rejected, ['Record Rejection', 'Publish Rejection', 'Photo Rejected']],
  ['superseded', superseded, ['Photo Superseded']],
])('a redrive of Resize Photo Again that finds the photo %s ends green', async (_what, error, rest) => {
  const failed = await execute(photoUploaded(), { resize: [bug] });

  const run = await redrive(failed, { resize: [error], record: [rejectionRecorded] });

  expect(run).toMatchObject({ status: 'SUCCEEDED', path: ['Resize Photo Again', ...rest] });
});

test('a redrive of Record Rejection records and tells, without a look at the photo', async () => {
  const failed = await execute(photoUploaded(), { resize: [rejected], record: [accessDenied] });
  expect(failed.last.state).toBe('Record Rejection');

  const run = await redrive(failed, { record: [rejectionRecorded] });

  expect(run.path).toEqual(['Record Rejection', 'Publish Rejection', 'Photo Rejected']);
  expect(run.calls[0]?.parameters).toEqual(failed.calls.at(-1)?.parameters);
  expect(run.published).toEqual([told('rejected', rejectionRecorded.notice)]);
});
