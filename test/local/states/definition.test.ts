import { expect, test } from '@jest/globals';
import { readDefinition, UnsupportedDefinitionError } from '../../../local/states/definition.ts';
import { deployed } from '../../statemachine/definition.ts';
import { work } from './stage.ts';

const text = (states: object, more: object = {}) =>
  JSON.stringify({ StartAt: 'First', ...more, States: { ...states } });
const one = (state: object, more?: object) => text({ First: state }, more);
const choice = (rule: object) => one({ Type: 'Choice', Choices: [{ ...rule, Next: 'First' }] });

test('the definition of the photos is run as it is', () => {
  expect(() => readDefinition('photos', JSON.stringify(deployed()))).not.toThrow();
});

test.each<[string, string]>([
  ['it is not JSON', '{'],
  ['StartAt names no state', text({ Other: { Type: 'Succeed' } })],
  ['nothing was filled in for', one({ Type: 'Fail', Cause: `\${TopicArn}` })],
  ['Definition: JSONata is not run here', one({ Type: 'Succeed' }, { QueryLanguage: 'JSONata' })],
  ['State "First": JSONata is not run here', one({ Type: 'Succeed', QueryLanguage: 'JSONata' })],
  ['states of type Map are not run here', one({ Type: 'Map', ItemProcessor: {}, End: true })],
  ['states of type Parallel are not run here', one({ Type: 'Parallel', Branches: [], End: true })],
  ['states of type Wait are not run here', one({ Type: 'Wait', Seconds: 1, End: true })],
  ['the field Assign is not supported', one(work({ End: true, Assign: {} }))],
  [
    'the field Assign is not supported',
    one(work({ End: true, Catch: [{ ErrorEquals: ['E'], Next: 'First', Assign: {} }] })),
  ],
  ['the field Times is not supported', one(work({ End: true, Retry: [{ ErrorEquals: ['E'], Times: 3 }] }))],
  ['the field HeartbeatSeconds is not supported', one(work({ End: true, HeartbeatSeconds: 1 }))],
  ['the field TimeoutSecondsPath is not supported', one(work({ End: true, TimeoutSecondsPath: '$.t' }))],
  ['the field Output is not supported', one({ Type: 'Succeed', Output: {} })],
  ['the field Arguments is not supported', one(work({ End: true, Arguments: {} }))],
  [
    'arn:aws:states:::dynamodb:putItem is not run here',
    one(work({ End: true, Resource: 'arn:aws:states:::dynamodb:putItem' })),
  ],
  [
    'arn:aws:states:::lambda:invoke.waitForTaskToken is not run here',
    one(work({ End: true, Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' })),
  ],
  [
    'the parameter InvocationType is not supported',
    one(work({ End: true, Parameters: { FunctionName: 'f', InvocationType: 'Event' } })),
  ],
  ['the parameter FunctionName is missing', one(work({ End: true, Parameters: { 'Payload.$': '$' } }))],
  [
    'intrinsic functions are not run here',
    one({ Type: 'Pass', End: true, Parameters: { 'a.$': "States.Format('{}', $.b)" } }),
  ],
  [
    'without filters or wildcards',
    one({ Type: 'Pass', End: true, Parameters: { a: [{ 'b.$': '$.c[*]' }] } }),
  ],
  ['without filters or wildcards', one({ Type: 'Succeed', InputPath: '$..a' })],
  ['without filters or wildcards', one({ Type: 'Succeed', OutputPath: "$.a['*']" })],
  ['has to be a path', one({ Type: 'Pass', End: true, Parameters: { 'a.$': 1 } })],
  ['ResultPath may be "$" or one name below it', one({ Type: 'Pass', End: true, ResultPath: '$.a.b' })],
  [
    'ResultPath may be "$" or one name below it',
    one(work({ End: true, Catch: [{ ErrorEquals: ['E'], Next: 'First', ResultPath: '$.a[0]' }] })),
  ],
  [
    'States.TaskFailed would match a time-out',
    one(work({ End: true, Retry: [{ ErrorEquals: ['States.TaskFailed'] }] })),
  ],
  ['TimeoutSeconds has to be a number', one(work({ End: true, TimeoutSeconds: 99_999_999 }))],
  ['TimeoutSeconds has to be a number', one({ Type: 'Succeed' }, { TimeoutSeconds: '5' })],
  ['there is no state "Nowhere"', one({ Type: 'Pass', Next: 'Nowhere' })],
  ['it needs either Next or "End": true', one({ Type: 'Pass' })],
  ['it has no Choices', one({ Type: 'Choice', Choices: [] })],
  ['a rule has one operator', choice({ Variable: '$.a' })],
  ['a rule has one operator', choice({ Variable: '$.a', NumericEquals: 1, IsNumeric: true })],
  ['a rule has one operator', choice({ Not: { Variable: '$.a', StringContains: 'b' } })],
  ['has no Variable', choice({ And: [{ IsPresent: true }] })],
])('is refused, since %s', (reason, definition) => {
  const reading = () => readDefinition('photos', definition);

  expect(reading).toThrow(UnsupportedDefinitionError);
  expect(reading).toThrow(reason);
  expect(reading).toThrow('photos');
});
