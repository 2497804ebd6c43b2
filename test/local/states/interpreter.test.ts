import { expect, test } from '@jest/globals';
import { StateMachine } from 'aws-local-stepfunctions';
import type { Definition } from '../../../local/states/definition.ts';
import { type Context, interpreterOf, StateFailure } from '../../../local/states/interpreter.ts';
import { lambdaError, work } from './stage.ts';

const context = (): Context => ({
  Execution: { Id: 'arn:of:it', Name: 'it', StartTime: '2026-11-21T03:00:00.000Z', Input: { all: 1 } },
  StateMachine: { Id: 'arn:of:machine', Name: 'machine' },
  State: { Name: 'First', EnteredTime: '2026-11-21T03:00:01.000Z', RetryCount: 0 },
});

type Ran = { output: unknown; next?: string } | { error: string | undefined; cause: unknown };
type Answer = (parameters: unknown) => unknown;

const echo: Answer = (parameters) => parameters;
const throwing = (error: Error) => () => {
  throw error;
};

/** The first state, as it is run here. */
async function ran(state: object, input: unknown, answer: Answer = echo): Promise<Ran> {
  const definition = { StartAt: 'First', States: { First: state, Second: { Type: 'Succeed' } } };
  const interpret = interpreterOf(definition as unknown as Definition);
  const { signal } = new AbortController();
  try {
    const task = async (parameters: unknown) => answer(parameters);
    return await interpret('First', { input, context: context(), task, signal });
  } catch (failure) {
    if (!(failure instanceof StateFailure)) throw failure;
    return { error: failure.error, cause: failure.cause };
  }
}

/** The same by the interpreter alone. */
async function alone(state: object, input: unknown, answer: Answer = echo): Promise<Ran> {
  const definition = { StartAt: 'First', States: { First: state, Second: { Type: 'Succeed' } } };
  const machine = new StateMachine(definition as never, { validationOptions: { noValidate: true } });
  const { result, eventLogs } = machine.run(input as never, {
    context: context() as never,
    overrides: {
      taskResourceLocalHandlers: { First: async (parameters: unknown) => answer(parameters) } as never,
    },
  });
  try {
    const output = await result;
    const entered = [];
    for await (const event of eventLogs) if (event.type === 'StateEntered') entered.push(event.state.name);
    return entered.includes('Second') ? { output, next: 'Second' } : { output };
  } catch (failure) {
    const { name, message } = (failure as Error).cause as Error;
    return { error: name, cause: message };
  }
}

const choice = (rule: object) => ({
  Type: 'Choice',
  Choices: [{ Variable: '$.a', ...rule, Next: 'Second' }],
});
const onto = (output: unknown) => ({ output, next: 'Second' });
const notChosen = { error: 'States.NoChoiceMatched', cause: undefined };
const pass = (more: object) => ({ Type: 'Pass', End: true, ...more });
const chosen = { a: 'one\ntwo\u2028three' };

test.each<[string, object, unknown, Ran, Answer?]>([
  ['StringMatches goes over line breaks', choice({ StringMatches: 'one*three' }), chosen, onto(chosen)],
  ['a question mark in StringMatches is itself', choice({ StringMatches: 'a?' }), { a: 'ab' }, notChosen],
  ['"IsPresent": false holds where nothing is', choice({ IsPresent: false }), {}, onto({})],
  ['"IsNull": false holds for what is something', choice({ IsNull: false }), { a: 1 }, onto({ a: 1 })],
  ['"IsString": false holds for a number', choice({ IsString: false }), { a: 1 }, onto({ a: 1 })],
  ['a text is not less than a number', choice({ NumericLessThan: 7 }), { a: '5' }, notChosen],
  ['a number is not less than a text', choice({ StringLessThan: '7' }), { a: 5 }, notChosen],
  ['null is not less than a number', choice({ NumericLessThan: 7 }), { a: null }, notChosen],
  [
    'a date is no timestamp',
    choice({ TimestampLessThan: '2026-11-21T00:00:00Z' }),
    { a: '2025-01-01' },
    notChosen,
  ],
  ['a number is no timestamp', choice({ TimestampLessThan: '2026-11-21T00:00:00Z' }), { a: 0 }, notChosen],
  [
    'timestamps differ by a microsecond',
    choice({ TimestampEquals: '2026-11-21T00:00:00.000001Z' }),
    { a: '2026-11-21T00:00:00.000002Z' },
    notChosen,
  ],
  [
    'a time in the context is that of the start',
    pass({ Parameters: { 'at.$': '$$.Execution.StartTime' } }),
    {},
    { output: { at: '2026-11-21T03:00:00.000Z' } },
  ],
  [
    'the input in the context is that of the execution',
    pass({ Parameters: { 'all.$': '$$.Execution.Input.all' } }),
    {},
    { output: { all: 1 } },
  ],
  [
    'the context is as it was given',
    pass({ Parameters: { 'it.$': '$$' } }),
    {},
    { output: { it: context() } },
  ],
  ['"$" finds null', pass({ Parameters: { 'it.$': '$' } }), null, { output: { it: null } }],
  ['"$" finds 0', pass({ Parameters: { 'it.$': '$' } }), 0, { output: { it: 0 } }],
  ['"$" finds an empty text', pass({ Parameters: { 'it.$': '$' } }), '', { output: { it: '' } }],
  ['"OutputPath": "$" hands false on', pass({ OutputPath: '$' }), false, { output: false }],
  [
    '"$" in a ResultSelector finds a result that is false',
    work({ End: true, ResultSelector: { 'it.$': '$' } }),
    {},
    { output: { it: false } },
    () => false,
  ],
  ['"ResultPath": "$" replaces the input', pass({ Result: 1, ResultPath: '$' }), { a: 1 }, { output: 1 }],
  [
    '"ResultPath": "$" of a Catch replaces the input',
    work({ Next: 'Second', Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$', Next: 'Second' }] }),
    { a: 1 },
    onto({ Error: 'Broken', Cause: 'It broke.' }),
    throwing(lambdaError('Broken', 'It broke.')),
  ],
  ['Pass makes a Result of null', pass({ Result: null }), { a: 1 }, { output: null }],
  ['Pass makes a Result of false', pass({ Result: false }), { a: 1 }, { output: false }],
  ['Pass makes a Result of 0', pass({ Result: 0, ResultPath: '$.b' }), { a: 1 }, { output: { a: 1, b: 0 } }],
  [
    'a Fail state says no more than it was told',
    { Type: 'Fail' },
    {},
    { error: undefined, cause: undefined },
  ],
  [
    'a result above 256 KiB ends the execution past every Catch',
    work({ Next: 'Second', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Second' }] }),
    {},
    { error: 'States.DataLimitExceeded', cause: expect.stringContaining('lambda:invoke') },
    () => 'x'.repeat(256 * 1024),
  ],
  [
    'an output above 256 KiB ends the execution',
    work({ End: true, ResultPath: '$.b' }),
    { a: 'x'.repeat(200 * 1024) },
    { error: 'States.DataLimitExceeded', cause: expect.stringContaining("'First'") },
    () => 'x'.repeat(100 * 1024),
  ],
  [
    'States.Runtime from a task is not retried, nor caught by States.ALL',
    work({
      Next: 'Second',
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 0 }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Second' }],
    }),
    {},
    { error: 'States.Runtime', cause: 'gone' },
    throwing(lambdaError('States.Runtime', 'gone')),
  ],
])('%s, which the interpreter alone has wrong', async (_what, state, input, expected, ...[answer]) => {
  expect(await ran(state, input, answer)).toEqual(expected);
  // When this fails, the interpreter has been mended, and what was done about it can go.
  expect(await alone(state, input, answer)).not.toEqual(expected);
});

test.each<[string, object, unknown, Ran, Answer?]>([
  [
    'a path that is missing in Parameters is States.Runtime, which no Catch gets',
    work({
      Parameters: { FunctionName: 'f', 'Payload.$': '$.b' },
      Next: 'Second',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Second' }],
    }),
    {},
    { error: 'States.Runtime', cause: expect.stringContaining("'$.b'") },
  ],
  [
    'a path that is missing in a ResultSelector is States.Runtime',
    work({
      ResultSelector: { 'a.$': '$.b' },
      Next: 'Second',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Second' }],
    }),
    {},
    { error: 'States.Runtime', cause: expect.stringContaining("'$.b'") },
  ],
  [
    'a path that is missing in a Choice is States.Runtime',
    choice({ NumericEquals: 1 }),
    {},
    { error: 'States.Runtime', cause: expect.stringContaining("'$.a'") },
  ],
  [
    'the error and its cause go where ResultPath says',
    work({ Next: 'Second', Catch: [{ ErrorEquals: ['Broken'], ResultPath: '$.error', Next: 'Second' }] }),
    { a: 1 },
    onto({ a: 1, error: { Error: 'Broken', Cause: 'It broke.' } }),
    throwing(lambdaError('Broken', 'It broke.')),
  ],
  [
    '"ResultPath": null of a Catch drops the error',
    work({ Next: 'Second', Catch: [{ ErrorEquals: ['Broken'], ResultPath: null, Next: 'Second' }] }),
    { a: 1 },
    onto({ a: 1 }),
    throwing(lambdaError('Broken', 'It broke.')),
  ],
  [
    'a result beside what is no object is States.ResultPathMatchFailure',
    work({ End: true, ResultPath: '$.a' }),
    'text',
    { error: 'States.ResultPathMatchFailure', cause: expect.any(String) },
  ],
  [
    'an error that no Catch names fails the execution',
    work({ Next: 'Second', Catch: [{ ErrorEquals: ['Other'], Next: 'Second' }] }),
    {},
    { error: 'Broken', cause: 'It broke.' },
    throwing(lambdaError('Broken', 'It broke.')),
  ],
  [
    'names with a hyphen are reached in brackets',
    pass({ Parameters: { 'a.$': "$.detail['version-id']", 'b.$': '$.list[1].c' } }),
    { detail: { 'version-id': 'v' }, list: [0, { c: null }] },
    { output: { a: 'v', b: null } },
  ],
  ['"InputPath": null is an empty object', pass({ InputPath: null }), { a: 1 }, { output: {} }],
  [
    '"ResultPath": null hands the input on',
    pass({ Result: 1, ResultPath: null }),
    { a: 1 },
    { output: { a: 1 } },
  ],
  [
    'a Fail state reads what it says by its paths',
    { Type: 'Fail', ErrorPath: '$.e', CausePath: '$$.Execution.Name' },
    { e: 'E' },
    { error: 'E', cause: 'it' },
  ],
])('%s', async (_what, state, input, expected, ...[answer]) => {
  expect(await ran(state, input, answer)).toEqual(expected);
});

test('each retrier counts by itself, and the context tells how often the state was tried', async () => {
  const seen: unknown[] = [];
  const errors = ['A', 'B', 'A', 'A'];
  const state = work({
    Parameters: { FunctionName: 'f', Payload: { 'count.$': '$$.State.RetryCount' } },
    End: true,
    Retry: [
      { ErrorEquals: ['A'], MaxAttempts: 2, IntervalSeconds: 0 },
      { ErrorEquals: ['B'], MaxAttempts: 1, IntervalSeconds: 0 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 9, IntervalSeconds: 0 },
    ],
  });
  const ending = await ran(state, {}, (parameters) => {
    seen.push((parameters as { Payload: { count: number } }).Payload.count);
    throw lambdaError(errors[seen.length - 1] ?? '', 'no');
  });

  expect(ending).toEqual({ error: 'A', cause: 'no' });
  expect(seen).toEqual([0, 1, 2, 3]);
});

test('a task without TimeoutSeconds has no end of its own', async () => {
  // The interpreter's would be over after a millisecond, were it 99999999 as on AWS.
  const state = work({ End: true, TimeoutSeconds: 0.001 });
  const slowly = () => new Promise((resolve) => setTimeout(resolve, 50, 'slow'));

  expect(await ran(state, {}, slowly)).toEqual({ output: 'slow' });
  expect(await alone(state, {}, slowly)).toMatchObject({ error: 'States.Timeout' });
});
