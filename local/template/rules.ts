import type { RuleSpec, RuleTarget } from '../deployment.ts';
import type { Named } from './addresses.ts';
import type { Fields, Irrelevant } from './fields.ts';
import type { Reading } from './reading.ts';
import type { RunningType } from './template.ts';
import { UnsupportedTemplateError } from './unsupported.ts';

const irrelevant: Irrelevant = { Description: 'for people', Tags: 'for the bill' };

const irrelevantOfTarget: Irrelevant = {
  Id: 'a label',
  RoleArn: 'one key pair may do everything here',
};

/** By the service in the ARN. */
const targets: Readonly<Record<string, RunningType>> = {
  lambda: 'AWS::Lambda::Function',
  sqs: 'AWS::SQS::Queue',
  states: 'AWS::StepFunctions::StateMachine',
};

/** What EventBridge does unless told: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html */
const retry = { maxAgeSeconds: 24 * 3600, maxAttempts: 185 };

export function readRule(resource: Named, reading: Reading): RuleSpec {
  return reading.fields(resource, irrelevant, (rule) => {
    rule.oneOf('State', ['ENABLED'], 'ENABLED');
    return {
      name: resource.name,
      arn: resource.arn,
      pattern: rule.json('EventPattern'),
      targets: rule.objects('Targets', irrelevantOfTarget, (target) => readTarget(target, resource, reading)),
    };
  });
}

function readTarget(target: Fields, resource: Named, { arnOf }: Reading): RuleTarget {
  const arn = target.text('Arn');
  const type = targets[arn.split(':')[2] ?? ''];
  if (type === undefined) {
    throw new UnsupportedTemplateError(
      resource.place,
      `its target is ${arn}`,
      'Here it may be a function, a queue or a state machine.',
    );
  }
  return {
    arn: arnOf(resource, type, arn),
    ...(target.has('DeadLetterConfig') && {
      deadLetterQueueArn: arnOf(
        resource,
        'AWS::SQS::Queue',
        target.object('DeadLetterConfig', {}, (config) => config.text('Arn')),
      ),
    }),
    ...(target.has('RetryPolicy')
      ? target.object('RetryPolicy', {}, (policy) => ({
          maxAgeSeconds: policy.whole('MaximumEventAgeInSeconds', retry.maxAgeSeconds),
          maxAttempts: policy.whole('MaximumRetryAttempts', retry.maxAttempts),
        }))
      : retry),
  };
}
