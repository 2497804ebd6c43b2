import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  bug,
  failureRecorded,
  made,
  rejected,
  rejectionRecorded,
  storageBusy,
  superseded,
  topicDown,
} from './answers.ts';
import { deployed, substitutions } from './definition.ts';
import { uploaded } from './events.ts';
import { execute } from './execute.ts';

// A path that leads nowhere ends an execution with States.Runtime, which no Catch gets: Fail states and
// errors of tasks are the only ends that the definition may come to.

const json = fc.jsonValue({ maxDepth: 2 });

/** Mostly as it should be, sometimes something else of its type, sometimes anything or nothing. */
function like(right: string | number) {
  const other = typeof right === 'string' ? fc.string({ unit: 'binary' }) : fc.double({ noNaN: true });
  return fc.oneof(
    { weight: 20, arbitrary: fc.constant(right) },
    { weight: 2, arbitrary: fc.constantFrom('', '..', 'uploads/', 'elsewhere/cat.jpg', 0, 1, 3) },
    { weight: 2, arbitrary: other },
    { weight: 1, arbitrary: json },
  );
}

function mostly<T>(arbitrary: fc.Arbitrary<T>) {
  return fc.oneof({ weight: 20, arbitrary }, { weight: 1, arbitrary: json });
}

const object = fc.record(
  {
    key: like(uploaded.key),
    size: like(uploaded.size),
    etag: like(uploaded.etag),
    sequencer: like('0061D72B7D1C5E5A0F'),
    'version-id': like('IYV3p45BT0ac8hjHg1houSdS1a'),
  },
  { requiredKeys: ['key', 'size', 'etag'] },
);
const bucket = fc.record({ name: like('uploads-bucket') });
const event = fc.record(
  {
    detail: mostly(fc.record({ bucket: mostly(bucket), object: mostly(object), reason: json })),
    account: like(`${substitutions.Account}`),
    region: like(`${substitutions.Region}`),
    attempt: like(2),
    maxAttempts: like(3),
    error: json,
    outcome: json,
    recordingError: json,
  },
  { requiredKeys: ['detail'] },
);

const answers = fc.record({
  resize: fc.array(fc.constantFrom(made, rejected, superseded, bug, storageBusy), { minLength: 1 }),
  record: fc.array(fc.constantFrom(failureRecorded, rejectionRecorded, superseded, bug), { minLength: 1 }),
  publish: fc.array(fc.constantFrom({ MessageId: '1' }, topicDown), { minLength: 1 }),
});

const ownErrors = [rejected, superseded, bug, storageBusy, topicDown].map(({ name }) => name);

test('E3 no input at all ends an execution but by a state that says so', async () => {
  await fc.assert(
    fc.asyncProperty(mostly(event), answers, async (input, answers) => {
      const { status, error, calls, path } = await execute(input, answers);

      if (path.includes('Event Malformed')) expect(calls).toEqual([]);
      if (status !== 'SUCCEEDED') {
        expect(status).toBe('FAILED');
        expect(calls.length > 0 ? ownErrors : ['EventMalformed']).toContain(error);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('E3 the inputs above come to every state, so that they prove something', async () => {
  const seen = new Set<string>();
  for (const [input, each] of fc.sample(fc.tuple(mostly(event), answers), { numRuns: 300, seed: 1 })) {
    for (const state of (await execute(input, each)).path) seen.add(state);
  }
  expect([...seen].sort()).toEqual(Object.keys(deployed().States).sort());
});
