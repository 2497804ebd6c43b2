import type { modes } from './synthesized.ts';

// Why each role may do what it may: one line for each action on each resource. permissions.test.ts compares it with
// the template, so a right without a reason turns red, and so does a reason without its right.

interface Scene {
  mode: (typeof modes)[number];
  onReject: 'keep' | 'delete';
  deletes: 'follow' | 'keep';
  /** How the template names the buckets and the key. */
  uploads: string;
  thumbnails: string;
  key?: string;
}

type Reasons = Record<string, string>;

const notFound =
  'S3 answers 404 for an object that is missing to those who may list, and 403 to all others; a prefix as a condition does not change that';

function logs(owner: string): Reasons {
  return {
    [`logs:CreateLogStream on <${owner}Logs>`]:
      'each environment of a function begins a stream in its log group',
    [`logs:PutLogEvents on <${owner}Logs>`]: 'the lines of the log, into this group and no other',
  };
}

/** Of those that the machine calls: it traces what it calls. */
const traces: Reasons = {
  'xray:PutTraceSegments on *': 'tracing is on; X-Ray has no resources to name',
  'xray:PutTelemetryRecords on *': 'how the sending of traces goes; X-Ray has no resources to name',
};

function reading({ uploads, thumbnails, key }: Scene): Reasons {
  return {
    [`s3:GetObject on ${uploads}/uploads/*`]: 'the photo, or a look at whether it is still the current one',
    [`s3:ListBucket on ${uploads}`]: notFound,
    [`s3:GetObject on ${thumbnails}/thumbnails/*`]: 'a look at who wrote the renditions that are there',
    [`s3:ListBucket on ${thumbnails}`]: `${notFound}; the status route lists the renditions of one photo`,
    [`s3:GetObject on ${thumbnails}/outcomes/*`]: 'a look at the record of an outcome that is there',
    ...(key && {
      [`kms:Decrypt on ${key}`]: 'uploads are encrypted with this key: S3 decrypts for the reader',
    }),
  };
}

function removingRecords({ thumbnails }: Scene): Reasons {
  return {
    [`s3:DeleteObject on ${thumbnails}/outcomes/*`]:
      'a record of an older outcome goes when a newer one is there',
  };
}

function recording(scene: Scene): Reasons {
  return {
    ...removingRecords(scene),
    [`s3:PutObject on ${scene.thumbnails}/outcomes/*`]: 'the record of a photo that was rejected or failed',
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html, and what the CDK adds to it. */
function consuming(queue: string): Reasons {
  return {
    [`sqs:ReceiveMessage on <${queue}>`]: 'the event source takes messages with the role of its function',
    [`sqs:DeleteMessage on <${queue}>`]: 'the event source deletes what the function is done with',
    [`sqs:GetQueueAttributes on <${queue}>`]: 'the event source looks how long the queue is, to scale',
    [`sqs:ChangeMessageVisibility on <${queue}>`]: 'a message that failed comes again sooner, or later',
    [`sqs:GetQueueUrl on <${queue}>`]:
      'part of what the CDK grants a consumer: it reveals the name of this queue alone',
  };
}

const publishing: Reasons = { 'sns:Publish on <NoticesTopic>': 'the notice that the photo ends with' };

function telling(owner: string, scene: Scene): Reasons {
  return { ...logs(owner), ...reading(scene), ...recording(scene), ...publishing };
}

function always(scene: Scene): Record<string, Reasons> {
  const { uploads, thumbnails, key, onReject } = scene;
  return {
    PhotoMachineResizePhoto: {
      ...logs('PhotoMachineResizePhoto'),
      ...traces,
      ...reading(scene),
      ...removingRecords(scene),
      [`s3:PutObject on ${thumbnails}/thumbnails/*`]: 'the renditions',
      [`s3:DeleteObject on ${thumbnails}/thumbnails/*`]:
        'renditions of a photo that was deleted meanwhile are taken back',
    },
    PhotoMachineRecordOutcome: {
      ...logs('PhotoMachineRecordOutcome'),
      ...traces,
      ...reading(scene),
      ...recording(scene),
      ...(onReject === 'delete' && {
        [`s3:DeleteObject on ${uploads}/uploads/*`]:
          'uploads.onReject is delete, in a bucket without versions',
        [`s3:DeleteObjectVersion on ${uploads}/uploads/*`]:
          'uploads.onReject is delete: the rejected version and no other',
      }),
    },
    UploadLinksPresign: {
      ...logs('UploadLinksPresign'),
      ...reading(scene),
      [`s3:GetObject on ${thumbnails}/thumbnails/*`]:
        'links to look at thumbnails: a link may do what its signer may',
      [`s3:PutObject on ${uploads}/uploads/*`]: 'links to upload: a link may do what its signer may',
      ...(key && {
        [`kms:GenerateDataKey on ${key}`]: 'S3 encrypts what an upload link stores with this key',
      }),
    },
    PhotoMachineStateMachine: {
      'lambda:InvokeFunction on <PhotoMachineResizePhotoFunction>':
        'the states Resize Photo and Resize Photo Again',
      'lambda:InvokeFunction on <PhotoMachineRecordOutcomeFunction>':
        'the states Record Rejection and Record Failure',
      ...publishing,
      ...machineLogsAndTraces,
    },
    BackfillChoosePhotos: { ...logs('BackfillChoosePhotos'), ...traces, ...reading(scene) },
    BackfillStateMachine: backfilling(scene),
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html: none of these has a resource. */
const machineLogsAndTraces: Reasons = {
  'logs:CreateLogDelivery on *': 'delivery of the machine’s log is set up with the machine’s role',
  'logs:GetLogDelivery on *': 'the delivery of the log is looked at when the machine is updated',
  'logs:UpdateLogDelivery on *': 'the delivery of the log follows an update of the machine',
  'logs:DeleteLogDelivery on *': 'the delivery of the log ends with the machine',
  'logs:ListLogDeliveries on *': 'the delivery of the log is found again',
  'logs:PutResourcePolicy on *': 'lets the delivery service write into the log group',
  'logs:DescribeResourcePolicies on *': 'looks whether the delivery service may write already',
  'logs:DescribeLogGroups on *': 'looks whether the log group is there',
  ...traces,
  'xray:GetSamplingRules on *': 'Step Functions asks which executions to trace',
  'xray:GetSamplingTargets on *': 'Step Functions asks how many executions to trace',
};

function following(scene: Scene): Record<string, Reasons> {
  return {
    DeletionFollowerFollowDeletion: {
      ...logs('DeletionFollowerFollowDeletion'),
      ...traces,
      ...reading(scene),
      [`s3:DeleteObject on ${scene.thumbnails}/thumbnails/*`]: 'the renditions of a photo that was deleted',
      [`s3:DeleteObject on ${scene.thumbnails}/outcomes/*`]: 'the record of a photo that was deleted',
    },
    DeletionFollowerStateMachine: {
      'lambda:InvokeFunction on <DeletionFollowerFollowDeletionFunction>': 'the state Follow Deletion',
      ...publishing,
      'events:PutEvents on arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:event-bus/default if events:source StringEquals darkroom':
        'the state Announce Photo: a photo that is there again, in the name of darkroom and of nobody else',
      ...machineLogsAndTraces,
    },
    DeletionFollowerStateMachineEvents: {
      'states:StartExecution on <DeletionFollowerStateMachine>':
        'EventBridge starts an execution for each deletion',
    },
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html and connect-stepfunctions.html */
function backfilling({ mode, uploads, thumbnails }: Scene): Reasons {
  const states = 'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>';
  const rule =
    'arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule';
  const photos = `${states}:execution:<PhotoMachineStateMachine.Name>:*`;
  const own = `${states}:execution:<BackfillStateMachine.Name>`;
  const reports = `${thumbnails}/backfills/*`;
  return {
    ...machineLogsAndTraces,
    'lambda:InvokeFunction on <BackfillChoosePhotosFunction>': 'the state Choose Photos',
    [`s3:ListBucket on ${uploads}`]: 'Backfill Listing lists the photos',
    [`s3:GetObject on ${thumbnails}/inventories/*`]: 'Backfill Inventory reads the manifest and its files',
    [`s3:PutObject on ${reports}`]: 'the report',
    [`s3:GetObject on ${reports}`]: 'the report is put together of what was written first',
    [`s3:ListMultipartUploadParts on ${reports}`]: 'a long report is written in parts',
    [`s3:AbortMultipartUpload on ${reports}`]: 'a long report that comes to nothing is dropped',
    'states:StartExecution on <BackfillStateMachine>': 'a Map begins its children, and these their batches',
    [`states:DescribeExecution on ${own}:*`]: 'how a batch ended',
    [`states:StopExecution on ${own}:*`]: 'a batch ends with the backfill that is stopped',
    [`states:RedriveExecution on ${own}/*:*`]: 'a redrive goes on with the children that did not end well',
    [`events:PutTargets on ${rule}`]: 'by this rule of AWS’s, .sync hears of an end',
    [`events:PutRule on ${rule}`]: 'AWS makes this rule with the role of whoever needs it first',
    [`events:DescribeRule on ${rule}`]: 'whether the rule is there',
    ...(mode === 'direct'
      ? {
          'states:StartExecution on <PhotoMachineStateMachine>': 'the state Make Photo',
          [`states:DescribeExecution on ${photos}`]: 'how the execution of a photo ended',
          [`states:StopExecution on ${photos}`]: 'that of a photo ends with the backfill that is stopped',
        }
      : { 'states:StartSyncExecution on <PhotoMachineStateMachine>': 'the state Make Photo Express' }),
  };
}

const started = {
  PhotoMachineStateMachineEvents: {
    'states:StartExecution on <PhotoMachineStateMachine>': 'EventBridge starts an execution for each upload',
  },
};

export function grantReasons(scene: Scene): Record<string, Reasons> {
  return { ...ofMode(scene), ...(scene.deletes === 'follow' && following(scene)) };
}

function ofMode(scene: Scene): Record<string, Reasons> {
  switch (scene.mode) {
    case 'express':
      return { ...always(scene), ...started };
    case 'direct':
      return {
        ...always(scene),
        ...started,
        ExecutionEndingsTellEnding: {
          ...telling('ExecutionEndingsTellEnding', scene),
          'states:GetExecutionHistory on arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:<PhotoMachineStateMachine.Name>:*':
            'whether the execution has told already; EventBridge names executions, so only the machine can be named',
          'sqs:SendMessage on <ExecutionEndingsUntold>':
            'Lambda sends there what the function failed at three times',
        },
      };
    case 'buffered':
      return {
        ...always(scene),
        BufferedTriggerStartExecution: {
          ...logs('BufferedTriggerStartExecution'),
          ...consuming('BufferedTriggerBuffer'),
          'states:StartSyncExecution on <PhotoMachineStateMachine>':
            'an execution for each message, waited for to its end',
        },
        DeadLetterEndingsTellEnding: {
          ...telling('DeadLetterEndingsTellEnding', scene),
          ...consuming('BufferedTriggerDeadLetters'),
          'sqs:SendMessage on <BufferedTriggerParked>':
            'a dead letter whose ending is told waits there for an operator',
        },
      };
  }
}

/** Who may take each role on. */
export function trustReasons({ mode, deletes }: Scene): Record<string, Reasons> {
  const lambda = { 'Allow lambda.amazonaws.com: sts:AssumeRole': 'a function runs with it' };
  const events = {
    'Allow events.amazonaws.com: sts:AssumeRole if aws:SourceAccount StringEquals <AWS::AccountId> and aws:SourceArn ArnLike arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:rule/*':
      'the rule of uploads, or of deletions, starts executions with it',
  };
  const states = {
    'Allow states.amazonaws.com: sts:AssumeRole if aws:SourceAccount StringEquals <AWS::AccountId> and aws:SourceArn ArnLike arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:stateMachine:*':
      'the state machine runs with it, and none of another account',
  };
  return {
    PhotoMachineResizePhoto: lambda,
    PhotoMachineRecordOutcome: lambda,
    UploadLinksPresign: lambda,
    PhotoMachineStateMachine: states,
    BackfillChoosePhotos: lambda,
    BackfillStateMachine: states,
    ...(deletes === 'follow' && {
      DeletionFollowerFollowDeletion: lambda,
      DeletionFollowerStateMachine: states,
      DeletionFollowerStateMachineEvents: events,
    }),
    ...(mode === 'direct' && { ExecutionEndingsTellEnding: lambda }),
    ...(mode === 'buffered'
      ? { BufferedTriggerStartExecution: lambda, DeadLetterEndingsTellEnding: lambda }
      : { PhotoMachineStateMachineEvents: events }),
  };
}
