import { expect, test } from '@jest/globals';
import validate from 'asl-validator';
import { bug, busy, crashed, followed, named, storageBusy, times, topicDown } from '../answers.ts';
import { nextOf, substitutions } from '../definition.ts';
import { execute, longestJitter, noJitter } from '../execute.ts';
import type { Answers } from '../tasks.ts';
import { longestOf, sumOf, waysThrough } from '../worst-case.ts';
import { definitionText, deletionSubstitutions, deployedDeletion } from './definition.ts';

const definition = deployedDeletion();
const placeholder = /\$\{\w+\}/g;

const photoDeleted = () => ({
  ...{ account: substitutions.Account, region: substitutions.Region, time: '2026-11-21T03:00:00Z' },
  detail: {
    bucket: { name: substitutions.UploadsBucketName },
    object: { key: 'uploads/3f/cat.jpg', sequencer: '0061D72B7D1C5E5A0F', 'version-id': 'marker' },
    reason: 'DeleteObject',
    'deletion-type': 'Delete Marker Created',
  } as Record<string, unknown>,
});

const run = (input: unknown, answers: Answers = {}, random = noJitter) =>
  execute(input, answers, { definition: deployedDeletion(), random });

test('is valid ASL as it stands and as it deploys, with a placeholder for each substitution', () => {
  for (const each of [JSON.parse(definitionText), deployedDeletion()]) {
    expect(validate(each).errorsText()).toBe('');
  }
  const named = new Set(definitionText.match(placeholder)?.map((each) => each.slice(2, -1)));
  expect([...named].sort()).toEqual(Object.keys(deletionSubstitutions).sort());
  expect(definitionText).not.toMatch(/States\.\w+\(|JSONata/);
});

test('leads from the start to every state, and to no other', () => {
  const reached = new Set([definition.StartAt]);
  for (const name of reached)
    for (const next of nextOf(definition.States[name] ?? { Type: 'Fail' })) reached.add(next);

  expect([...reached].sort()).toEqual(Object.keys(definition.States).sort());
});

test('a photo that is deleted is told as such, text untouched', async () => {
  const event = photoDeleted();
  const { path, published, status, calls } = await run(event);

  expect(status).toBe('SUCCEEDED');
  expect(path).toEqual(['Validate Deletion', 'Follow Deletion', 'Look At What Is Left', 'Publish Deletion']);
  expect(calls[0]?.parameters.Payload).toMatchObject({
    detail: event.detail,
    event,
    execution: { name: '0f9b2f3c' },
  });
  expect(published).toEqual([
    {
      TopicArn: substitutions.NoticesTopicArn,
      Subject: 'Photo deleted',
      MessageStructure: 'json',
      Message: { default: followed.notice.json, email: followed.notice.text },
      MessageAttributes: { status: { DataType: 'String', StringValue: 'deleted' } },
    },
  ]);
});

test('a photo that is there again is announced as S3 announces uploads, and nobody is told yet', async () => {
  const detail = { bucket: { name: 'b' }, object: { key: 'k', size: 1, etag: 'e' }, reason: 'Restored' };
  const { path, calls, published, status } = await run(photoDeleted(), { follow: [{ now: 'back', detail }] });

  expect([status, path.at(-1), published]).toEqual(['SUCCEEDED', 'Announce Photo', []]);
  expect(calls.at(-1)?.parameters).toEqual({
    Entries: [{ Source: 'darkroom', DetailType: 'Object Created', Detail: detail }],
  });
});

test('what changes nothing ends green, and is not told', async () => {
  const ended = await run(photoDeleted(), { follow: [{ now: 'settled' }] });

  expect(ended).toMatchObject({ status: 'SUCCEEDED', published: [] });
  expect(ended.path.at(-1)).toBe('Nothing To Tell');
});

test.each([
  ['the key', { object: { sequencer: '1' } }],
  ['the sequencer', { object: { key: 'uploads/a' } }],
  ['the bucket', { bucket: undefined }],
  ['what kind it was', { 'deletion-type': undefined }],
  ['a text for the version', { object: { key: 'uploads/a', sequencer: '1', 'version-id': 7 } }],
  ['a text for the key', { object: { key: 7, sequencer: '1' } }],
])('a deletion without %s is malformed, and no function runs', async (_what, wrong) => {
  const event = photoDeleted();
  const input = JSON.parse(JSON.stringify({ ...event, detail: { ...event.detail, ...wrong } }));

  expect(await run(input)).toMatchObject({ status: 'FAILED', error: 'EventMalformed', calls: [] });
});

test.each([
  ['bucket', { detail: { ...photoDeleted().detail, bucket: { name: 'other' } } }],
  ['folder', { detail: { ...photoDeleted().detail, object: { key: 'elsewhere/a', sequencer: '1' } } }],
  ['account', { account: '210987654321' }],
  ['region', { region: 'us-west-2' }],
])('a deletion in another %s is ignored', async (_what, other) => {
  const ended = await run({ ...photoDeleted(), ...other });

  expect(ended).toMatchObject({ status: 'SUCCEEDED', calls: [] });
  expect(ended.path).toEqual(['Validate Deletion', 'Deletion Ignored']);
});

test.each([...busy, storageBusy.name])(
  '%s is tried again for minutes, then it ends red and is told by nobody',
  async (name) => {
    const ended = await run(photoDeleted(), { follow: [named(name)] }, longestJitter);

    expect(ended.retries.map(({ afterSeconds }) => Math.round(afterSeconds))).toEqual([
      2, 4, 8, 16, 32, 60, 60, 60,
    ]);
    expect(ended).toMatchObject({ status: 'FAILED', error: name, published: [] });
  },
);

test.each(crashed)('%s is tried once more', async (name) => {
  const ended = await run(photoDeleted(), { follow: [named(name), followed] });

  expect([ended.status, ended.retries.length]).toEqual(['SUCCEEDED', 1]);
});

test('a bug ends red at once, where a redrive does the work', async () => {
  const ended = await run(photoDeleted(), { follow: [bug] });

  expect(ended).toMatchObject({ status: 'FAILED', retries: [], last: { state: 'Follow Deletion' } });
});

test.each([
  ['Publish Deletion', { publish: times(4, topicDown) }],
  ['Announce Photo', { follow: [{ now: 'back', detail: {} }], announce: times(4, topicDown) }],
])('%s is tried three times more, and ends red there', async (state, answers) => {
  const ended = await run(photoDeleted(), answers);

  expect(ended).toMatchObject({ status: 'FAILED', last: { state } });
  expect(ended.retries).toHaveLength(3);
});

test('no way through, at its longest, takes longer than the state machine may', () => {
  const [longest] = waysThrough(definition);

  expect(longest && sumOf(longest, definition)).toBe('Follow Deletion 353 + Publish Deletion 17 = 370 s');
  expect(definition.TimeoutSeconds).toBe(400);
  for (const state of Object.values(definition.States)) expect(Number.isFinite(longestOf(state))).toBe(true);
});
