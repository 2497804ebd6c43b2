import { expect, test } from '@jest/globals';
import { readSettings } from '../../../infra/settings.ts';
import { problemsOf } from './problems-of.ts';

const queue = 'arn:aws:sqs:eu-central-1:111122223333:told';

test.each([
  queue,
  'arn:aws-cn:sqs:cn-north-1:111122223333:told_of-photos',
  'arn:aws:lambda:eu-central-1:111122223333:function:tell',
  'arn:aws:lambda:eu-central-1:111122223333:function:tell:live',
  'https://example.com',
  'https://example.com:8443/hooks/photos?key=1',
])('%s may be told', (to) => {
  expect(readSettings({ 'notify.subscribers': JSON.stringify([{ to }]) }).notify.subscribers).toEqual([
    { to },
  ]);
});

test.each([
  `${queue}.fifo`,
  'arn:aws:sqs:eu-central-1:111122223333:',
  'arn:aws:sns:eu-central-1:111122223333:topic',
  'arn:aws:lambda:eu-central-1:111122223333:layer:tell',
  'http://example.com',
  'https://',
  'https://user:password@example.com',
  'https://example.com/#part',
  'ops@example.com',
  '',
  7,
])('%j may not be told', (to) => {
  expect(problemsOf({ darkroom: { notify: { subscribers: [{ to }] } } })).toEqual([
    expect.stringMatching(/^notify\.subscribers\[0]\.to is .*: it may be the ARN of an SQS queue/),
  ]);
});

test.each([
  [
    { to: queue, statuses: ['ready'] },
    'subscribers[0].statuses[0] is "ready": it may be "done", "rejected", "failed" or',
  ],
  [{ to: queue, statuses: [] }, 'subscribers[0].statuses is []: it may not be empty'],
  [{ to: queue, statuses: 'done' }, 'subscribers[0].statuses is "done": it may be a list'],
  [{ to: queue, prefix: '' }, 'subscribers[0].prefix is "": it may be the beginning of a key'],
  [{ to: queue, prefix: 'a\n' }, 'subscribers[0].prefix is "a\\n": it may be the beginning of a key'],
  [
    { to: queue, status: 'done' },
    'subscribers[0].status is "done": a subscriber has no such field; did you mean stat',
  ],
  [{ statuses: ['done'] }, 'subscribers[0].to is undefined: it may be the ARN'],
  ['a', 'subscribers[0] is "a": it may be { to, statuses, prefix }'],
])('%j is no subscriber', (subscriber, problem) => {
  expect(problemsOf({ darkroom: { notify: { subscribers: [subscriber] } } })).toEqual([
    expect.stringContaining(problem),
  ]);
});

test('nobody is subscribed twice: a topic would take the second for the first', () => {
  const subscribers = [
    { to: queue, statuses: ['done'] },
    { to: queue, statuses: ['failed'] },
  ];
  expect(problemsOf({ darkroom: { notify: { subscribers } } })).toEqual([
    expect.stringContaining('notify.subscribers[0] goes there already'),
  ]);
});
