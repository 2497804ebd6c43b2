import { expect, test } from '@jest/globals';
import validate from 'asl-validator';
import { deployed as photoMachine } from '../definition.ts';
import { photoStatesLongest, secondsOfBatch } from './batch-seconds.ts';
import { definitionText, deployed, photoStates, substitutions } from './definition.ts';

const definition = deployed();
const placeholder = /\$\{\w+\}/g;
const maps = Object.entries(definition.States).filter(([, { ItemReader }]) => ItemReader !== undefined);

test('is JSON as it stands, with a placeholder for each substitution and no other', () => {
  const named = new Set(definitionText.match(placeholder)?.map((each) => each.slice(2, -1)));

  expect(() => JSON.parse(definitionText)).not.toThrow();
  expect([...named].toSorted()).toEqual(Object.keys(substitutions).toSorted());
});

test.each([
  ['as it stands', () => JSON.parse(definitionText)],
  ['as it is deployed', () => deployed()],
])('is valid ASL %s, with no name twice: AWS takes none', (_what, read) => {
  const { isValid, errorsText } = validate(read());

  expect(errorsText()).toBe('');
  expect(isValid).toBe(true);
});

test('has a Map over the listing and one over an inventory, which differ in nothing else', () => {
  const alike = maps.map(
    ([, { Comment: _comment, ItemReader: _reader, Label: _label, ...state }]: [string, Each]) => {
      const processor = JSON.stringify(state.ItemProcessor);
      return JSON.stringify({
        ...state,
        ItemProcessor: processor.replaceAll(state.ItemProcessor?.StartAt ?? '', 'X'),
      })
        .replace(/"listedBy":"\w+"/, '')
        .replaceAll(/\\/g, '');
    },
  );

  expect(maps.map(([, { ItemReader }]) => ItemReader?.Resource)).toEqual([
    'arn:aws:states:::s3:listObjectsV2',
    'arn:aws:states:::s3:getObject',
  ]);
  expect(maps.map(([, { ItemBatcher }]) => ItemBatcher?.BatchInput.listedBy)).toEqual([
    'listing',
    'inventory',
  ]);
  expect(alike[0]).toBe(alike[1]);
});

// biome-ignore lint/suspicious/noExplicitAny: all fields of a Map
type Each = any;

test('cannot go round: a batch, which a Map begins, comes to no Map of batches', () => {
  const reached = new Set(['Choose Photos']);
  for (const name of reached) {
    const { Next, Default, Choices = [] } = definition.States[name] ?? { Type: 'Fail' };
    for (const next of [Next, Default, ...Choices.map((each) => each.Next)]) {
      if (next !== undefined) reached.add(next);
    }
  }

  expect([...reached].filter((name) => maps.some(([map]) => map === name))).toEqual([]);
  expect(reached.size).toBe(Object.keys(definition.States).length - maps.length - 2); // and those that a request alone meets
});

test('begins its batches by the name that it has itself: a child of a Map has another', () => {
  for (const [, { ItemBatcher, ItemProcessor }] of maps) {
    const [batch] = Object.values(ItemProcessor?.States ?? {});
    expect(ItemBatcher?.BatchInput).toMatchObject({ 'stateMachine.$': '$$.StateMachine.Id' });
    expect(batch?.Parameters).toEqual({ 'StateMachineArn.$': '$.BatchInput.stateMachine', 'Input.$': '$' });
  }
});

test('writes nothing but its report, and that not where photos arrive', () => {
  const writes = [...definitionText.matchAll(/"arn:aws:states:::(s3:put\w+|aws-sdk:s3:\w+)"/g)];

  expect(writes).toHaveLength(maps.length);
  expect(JSON.stringify(maps.map(([, state]) => (state as Each).ResultWriter))).not.toContain(
    'uploads-bucket',
  );
});

test('waits for a photo longer than that may take, and for a batch longer than all its photos may', () => {
  const photos = photoStates(definition);
  const batchTask = maps.map(
    ([, { ItemProcessor }]) => Object.values(ItemProcessor?.States ?? {})[0]?.TimeoutSeconds,
  );

  expect(photos['Make Photo']?.TimeoutSeconds).toBeGreaterThan(photoMachine().TimeoutSeconds);
  expect(photos['Make Photo Express']?.TimeoutSeconds).toBeGreaterThan(photoMachine().TimeoutSeconds);
  expect(photoStatesLongest(definition)).toBe(2400);
  for (const seconds of batchTask) expect(seconds).toBeGreaterThan(secondsOfBatch(definition));
});
