import { expect, test } from '@jest/globals';
import { readable } from '../grants.ts';
import { resourcesOf } from '../synthesized.ts';
import { alarmsOf, modes, templateOf } from './watching.ts';

const always = [
  'DeletionsFailed',
  'EventsNotDelivered',
  'ExecutionsFailed',
  'ExecutionsTimedOut',
  'Throttled',
  'UndeliveredDeletions',
  'UndeliveredUploads',
  'UploadLinksFailing',
];

test.each([
  ['direct', ['TellingFailing', 'UntoldEndings']],
  ['express', []],
  ['buffered', ['DeadLettersWaiting', 'PhotosParked', 'PhotosWaiting', 'TellingFailing']],
] as const)('the alarms of the mode %s', (mode, more) => {
  expect(
    alarmsOf(mode)
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual([...always, ...more].toSorted());
});

test.each(modes)('in the mode %s no alarm looks at the errors of a function that rejects photos', (mode) => {
  const watchedByErrors = alarmsOf(mode)
    .flatMap(({ metrics }) => metrics)
    .filter(({ name }) => name === 'AWS/Lambda Errors')
    .map(({ dimensions }) => readable(dimensions.FunctionName));

  for (const name of watchedByErrors) expect(name).toMatch(/^<\w+TellEndingFunction>$/);
  expect(watchedByErrors).toHaveLength(mode === 'express' ? 0 : 1);
});

test.each(modes)(
  'in the mode %s every queue that waits for somebody, every rule and every function is watched',
  (mode) => {
    const template = templateOf(mode);
    const alarms = alarmsOf(mode);
    const watched = (metric: RegExp) =>
      alarms
        .flatMap(({ metrics }) => metrics)
        .filter(({ name }) => metric.test(name))
        .flatMap(({ dimensions }) =>
          Object.values(dimensions).map((value) => readable(value).replace(/[<>]|\.\w+/g, '')),
        )
        .toSorted();
    const made = (type: string) =>
      resourcesOf(template, type)
        .map(([id]) => readable({ Ref: id }).replace(/[<>]/g, ''))
        .toSorted();

    expect(watched(/^AWS\/SQS/)).toEqual(made('AWS::SQS::Queue'));
    expect(watched(/FailedInvocations/)).toEqual(made('AWS::Events::Rule'));
    expect(watched(/Lambda Throttles/)).toEqual(made('AWS::Lambda::Function'));
  },
);

test.each(modes)(
  'in the mode %s every alarm rings and says when it is over, and takes no data for good news',
  (mode) => {
    for (const { properties, metrics } of alarmsOf(mode)) {
      expect(readable(properties.AlarmActions[0])).toBe('<ObservabilityAlarms>');
      expect(properties.OKActions).toEqual(properties.AlarmActions);
      expect(properties.TreatMissingData).toBe('notBreaching');
      expect(properties.DatapointsToAlarm).toBe(properties.EvaluationPeriods);
      expect(properties.AlarmName).toBeUndefined();
      expect(metrics.length).toBeGreaterThan(0);
    }
  },
);

test('where the queue brings a photo again, one failed execution does not ring', () => {
  const periods = (mode: (typeof modes)[number]) =>
    alarmsOf(mode).find(({ id }) => id === 'ExecutionsFailed')?.properties.EvaluationPeriods;

  expect([periods('direct'), periods('express'), periods('buffered')]).toEqual([1, 1, 3]);
});

test('those who are named get the alarms, and no photos', () => {
  const template = templateOf('direct', {
    'notify.alarms': 'night@example.com',
    'notify.emails': 'day@example.com',
  });
  const subscriptions = resourcesOf(template, 'AWS::SNS::Subscription').map(([, { Properties }]) => [
    Properties.Endpoint,
    readable(Properties.TopicArn),
  ]);

  expect(Object.fromEntries(subscriptions)).toEqual({
    'night@example.com': '<ObservabilityAlarms>',
    'day@example.com': '<NoticesTopic>',
  });
});

test('the topic of the alarms has no key that CloudWatch could not use', () => {
  const template = templateOf('direct');
  const topic = resourcesOf(template, 'AWS::SNS::Topic').find(([id]) => id.startsWith('ObservabilityAlarms'));

  expect(topic).toBeDefined();
  expect(topic?.[1]).not.toHaveProperty('Properties.KmsMasterKeyId');
});

test.each(modes)(
  'in the mode %s observability off leaves out all that looks on, and nothing else',
  (mode) => {
    const resources = (observability: string): Record<string, unknown> =>
      templateOf(mode, { observability }).toJSON().Resources;
    const [on, off] = [resources('on'), resources('off')];
    const extra = Object.keys(on).filter((id) => !Object.hasOwn(off, id));

    expect(extra.length).toBeGreaterThan(8);
    for (const id of extra) expect(id).toMatch(/^Observability/);
    expect(Object.fromEntries(Object.entries(on).filter(([id]) => !extra.includes(id)))).toEqual(off);
  },
);
