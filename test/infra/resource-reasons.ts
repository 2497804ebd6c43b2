import type { modes } from './synthesized.ts';

// The same for the policies of resources: whom each bucket, queue, topic and function lets in, or keeps out.

type Reasons = Record<string, string>;

interface ResourceScene {
  mode: (typeof modes)[number];
  deletes: 'follow' | 'keep';
  /** Whether the stack makes the buckets itself; the policies of existing ones are their owner's. */
  ownBuckets: boolean;
  links: 'iam' | 'none';
  /** Functions of others that are told of photos. */
  toldFunctions: readonly string[];
}

export function resourceReasons({
  mode,
  deletes,
  ownBuckets,
  links,
  toldFunctions,
}: ResourceScene): Record<string, Reasons> {
  const trigger = mode === 'buffered' ? 'BufferedTrigger' : 'DirectTrigger';
  const rule = `${trigger}UploadedRule`;
  return {
    ...(ownBuckets && { ...bucket('BucketsUploads'), ...bucket('BucketsThumbnails', inventories) }),
    NoticesTopic: {
      'Deny *: sns:Publish on <NoticesTopic> if aws:SecureTransport Bool false': 'no notice without TLS',
    },
    ObservabilityAlarms: {
      'Deny *: sns:Publish on <ObservabilityAlarms> if aws:SecureTransport Bool false':
        'no alarm without TLS',
      'Allow cloudwatch.amazonaws.com: sns:Publish on <ObservabilityAlarms> if aws:SourceAccount StringEquals <AWS::AccountId> and aws:SourceArn ArnLike arn:<AWS::Partition>:cloudwatch:<AWS::Region>:<AWS::AccountId>:alarm:*':
        'CloudWatch says here that an alarm rings or is over: alarms of this account and region alone',
    },
    ...queue(`${trigger}UploadedUndelivered`, fromRule(`${trigger}UploadedUndelivered`, rule)),
    ...(deletes === 'follow' &&
      queue('DeletionFollowerUndelivered', fromRule('DeletionFollowerUndelivered', 'DeletionFollowerRule'))),
    ...(mode === 'direct' && {
      ...queue('ExecutionEndingsUntold', fromRule('ExecutionEndingsUntold', 'ExecutionEndingsEnded')),
      ExecutionEndingsTellEndingFunction: {
        'Allow events.amazonaws.com: lambda:InvokeFunction if aws:SourceArn ArnLike <ExecutionEndingsEnded>':
          'the rule of executions that end red calls the function that tells, and no other rule does',
      },
    }),
    ...(mode === 'buffered' && {
      ...queue('BufferedTriggerBuffer', {
        ...fromRule('BufferedTriggerBuffer', rule),
        [allowed('GetQueueAttributes', 'BufferedTriggerBuffer', rule)]: withSend,
        [allowed('GetQueueUrl', 'BufferedTriggerBuffer', rule)]: withSend,
      }),
      ...queue('BufferedTriggerDeadLetters'),
      ...queue('BufferedTriggerParked'),
    }),
    ...Object.fromEntries(toldFunctions.map((arn) => [arn, toldOfPhotos])),
    ...(links === 'none' && {
      UploadLinksPresignFunction: {
        'Allow *: lambda:InvokeFunctionUrl if lambda:FunctionUrlAuthType StringEquals NONE':
          'links.auth is none: everybody may ask for a link',
        'Allow *: lambda:InvokeFunction if lambda:InvokedViaFunctionUrl Bool true':
          'links.auth is none: the second right that URLs ask for since October 2025, through the URL alone',
      },
    }),
  };
}

const toldOfPhotos: Reasons = {
  'Allow sns.amazonaws.com: lambda:InvokeFunction if aws:SourceArn ArnLike <NoticesTopic>':
    'notify.subscribers names it: our topic calls it with notices, and no other topic does by this right',
};

const withSend =
  'part of what the CDK grants a sender: it reveals the name and length of this queue, to one rule';

const inventories: Reasons = {
  'Allow s3.amazonaws.com: s3:PutObject on <BucketsThumbnails>/inventories/* if aws:SourceAccount StringEquals <AWS::AccountId> and aws:SourceArn ArnLike <BucketsUploads>':
    'S3 delivers an inventory of the uploads there, where somebody has asked it for one',
};

function bucket(name: string, more: Reasons = {}): Record<string, Reasons> {
  const when = {
    'aws:SecureTransport Bool false': 'nothing goes in or out without TLS',
    's3:TlsVersion NumericLessThan 1.2': 'nor with a TLS older than 1.2',
  };
  const statements = Object.entries(when).flatMap(([condition, why]) =>
    [`<${name}>`, `<${name}>/*`].map((resource) => [`Deny *: s3:* on ${resource} if ${condition}`, why]),
  );
  return { [name]: { ...Object.fromEntries(statements), ...more } };
}

function queue(name: string, more: Reasons = {}): Record<string, Reasons> {
  const withoutTls = `Deny *: sqs:* on <${name}> if aws:SecureTransport Bool false`;
  return { [name]: { [withoutTls]: 'nothing goes in or out without TLS', ...more } };
}

function fromRule(queueName: string, rule: string): Reasons {
  return {
    [allowed('SendMessage', queueName, rule)]: 'what this rule delivers, or could not; no other rule may',
  };
}

function allowed(action: string, queueName: string, rule: string): string {
  return `Allow events.amazonaws.com: sqs:${action} on <${queueName}> if aws:SourceArn ArnEquals <${rule}>`;
}
