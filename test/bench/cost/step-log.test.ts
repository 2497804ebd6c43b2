import { expect, test } from '@jest/globals';
import { stepLog } from '../../../bench/cost/step-log.ts';
import * as history from '../../../local/states/history.ts';

const arn = 'arn:aws:states:us-east-1:000000000000:express:Photos:a:b';
const task = { resourceType: 'lambda', resource: 'invoke' };
const events = [
  history.executionStarted('{"key":"secret.jpg"}', 'role'),
  history.stateEntered('Task', 'Resize Photo', '{"key":"secret.jpg"}'),
  history.taskFailed(task, 'StorageUnavailableError', 'S3 did not answer'),
  history.executionEnded({ status: 'FAILED', error: 'StorageUnavailableError' }),
].map((event, index) => ({ ...event, id: index + 1, at: 1_700_000_000_000 }));

const types = (lines: readonly string[]) => lines.map((line) => JSON.parse(line).type);

test.each([
  ['ALL', ['ExecutionStarted', 'TaskStateEntered', 'TaskFailed', 'ExecutionFailed']],
  ['ERROR', ['TaskFailed', 'ExecutionFailed']],
  ['FATAL', ['ExecutionFailed']],
  ['OFF', []],
] as const)('the level %s logs %j', (level, logged) => {
  expect(types(stepLog(events, arn, { level, executionData: true }))).toEqual(logged);
});

test('without execution data the lines have no input, and still the errors', () => {
  const lines = stepLog(events, arn, { level: 'ALL', executionData: false }).join('\n');

  expect(lines).not.toContain('secret.jpg');
  expect(lines).toContain('S3 did not answer');
  expect(lines).toContain('Resize Photo');
});
