import { expect, test } from '@jest/globals';
import validate from 'asl-validator';
import * as errors from '../../functions/shared/errors.ts';
import { definitionText, deployed, nextOf, substitutions } from './definition.ts';

const definition = deployed();
const states = Object.entries(definition.States);
const placeholder = /\$\{\w+\}/g;

/** Every name and every text in the definition, with the name that the text stands under. */
function* textsIn(value: unknown, name = ''): Generator<[name: string, text: string]> {
  if (typeof value === 'string') yield [name, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, each] of Object.entries(value)) {
    yield* textsIn(each, Array.isArray(value) ? name : key);
  }
}

test('is JSON as it stands, placeholders within quotes only, so that Workflow Studio opens it', () => {
  const texts = [...textsIn(JSON.parse(definitionText))].map(([, text]) => text).join('\n');

  expect(texts.match(placeholder)?.length).toBe(definitionText.match(placeholder)?.length);
  expect(definitionText.replace(placeholder, '')).not.toContain('${');
});

test('has a placeholder for each substitution and a substitution for each placeholder', () => {
  const named = new Set(definitionText.match(placeholder)?.map((each) => each.slice(2, -1)));

  expect([...named].sort()).toEqual(Object.keys(substitutions).sort());
});

test.each([
  ['as it stands', () => JSON.parse(definitionText)],
  ['as it is deployed', () => deployed()],
])('is valid ASL %s', (_what, read) => {
  const { isValid, errorsText } = validate(read());

  expect(errorsText()).toBe('');
  expect(isValid).toBe(true);
});

test('leads from the start to every state, and to no other', () => {
  const reached = new Set([definition.StartAt]);
  for (const name of reached) {
    const state = definition.States[name];
    for (const next of state === undefined ? [] : nextOf(state)) reached.add(next);
  }

  expect([...reached].sort()).toEqual(Object.keys(definition.States).sort());
});

test('is written in JSONPath alone: interpreters off AWS misrun JSONata and variables', () => {
  expect(JSON.parse(definitionText).QueryLanguage).toBe('JSONPath');
  expect(definitionText).not.toMatch(/JSONata|\{%|"(Arguments|Assign|Output|Condition|Items)"/);
});

test('calls no intrinsic function: interpreters differ there, and a bad argument ends an execution uncaught', () => {
  expect(definitionText).not.toMatch(/States\.\w+\(/);
  for (const [name, text] of textsIn(definition)) {
    if (name.endsWith('.$')) expect(text).toMatch(/^\$\$?(\.\w+)*$/);
  }
});

/** In the documentation of Step Functions and Lambda. */
const namesOfAws = [
  ...['States.ALL', 'States.Timeout'],
  ...['Lambda.TooManyRequestsException', 'Lambda.ServiceException', 'Lambda.SdkClientException'],
  ...['Lambda.ClientExecutionTimeoutException', 'Lambda.Unknown', 'Runtime.ExitError', 'Sandbox.Timedout'],
];
const namesOfOurs = Object.values(errors).map((each) => {
  const Class = each as new (...given: string[]) => Error;
  return new Class('empty', 'any').name;
});

test('catches and retries errors by names that exist, and knows every class of ours', () => {
  const handlers = states.flatMap(([, { Retry = [], Catch = [] }]) => [...Retry, ...Catch]);
  const matched = new Set(handlers.flatMap(({ ErrorEquals }) => ErrorEquals));

  expect([...matched].sort()).toEqual([...namesOfAws, ...namesOfOurs].sort());
});

test('may take 270 seconds: what waits for its end, or lets claims grow old, counts on that', () => {
  expect(definition.TimeoutSeconds).toBe(270);
});
