import { expect, test } from '@jest/globals';
import { grantsOf } from './grants.ts';
import { modes, resourcesOf, synthesized } from './synthesized.ts';

// Each grant of each role, written out: one more or one less turns this red.

const traces = ['xray:PutTelemetryRecords on *', 'xray:PutTraceSegments on *'];
const uploads = '<BucketsUploads>';
const thumbnails = '<BucketsThumbnails>';
const readUploads = [`s3:GetObject on ${uploads}/uploads/*`, `s3:ListBucket on ${uploads}`];
const readThumbnails = [`s3:GetObject on ${thumbnails}/thumbnails/*`, `s3:ListBucket on ${thumbnails}`];
const readOutcomes = [`s3:GetObject on ${thumbnails}/outcomes/*`];
const removeOutcomes = [...readOutcomes, `s3:DeleteObject on ${thumbnails}/outcomes/*`];
const writeOutcomes = [...removeOutcomes, `s3:PutObject on ${thumbnails}/outcomes/*`];
const publish = ['sns:Publish on <NoticesTopic>'];

function ofFunction(logs: string, ...grants: string[][]): string[] {
  const own = ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => `${action} on <${logs}Logs>`);
  return [...new Set([...own, ...traces, ...grants.flat()])].toSorted();
}

const consume = (queue: string) =>
  ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'].map(
    (each) => `sqs:${each} on <${queue}>`,
  );

const always = {
  PhotoMachineResizePhoto: ofFunction(
    'PhotoMachineResizePhoto',
    readUploads,
    readThumbnails,
    [`s3:PutObject on ${thumbnails}/thumbnails/*`, `s3:DeleteObject on ${thumbnails}/thumbnails/*`],
    removeOutcomes,
  ),
  PhotoMachineRecordOutcome: ofFunction(
    'PhotoMachineRecordOutcome',
    readUploads,
    readThumbnails,
    writeOutcomes,
  ),
  UploadLinksPresign: ofFunction(
    'UploadLinksPresign',
    readUploads,
    [`s3:PutObject on ${uploads}/uploads/*`],
    readThumbnails,
    readOutcomes,
  ),
  PhotoMachineStateMachine: [
    'lambda:InvokeFunction on <PhotoMachineRecordOutcomeFunction>',
    'lambda:InvokeFunction on <PhotoMachineResizePhotoFunction>',
    ...[
      'CreateLogDelivery',
      'DeleteLogDelivery',
      'DescribeLogGroups',
      'DescribeResourcePolicies',
      'GetLogDelivery',
      'ListLogDeliveries',
      'PutResourcePolicy',
      'UpdateLogDelivery',
    ].map((each) => `logs:${each} on *`),
    ...publish,
    ...['GetSamplingRules', 'GetSamplingTargets', 'PutTelemetryRecords', 'PutTraceSegments'].map(
      (each) => `xray:${each} on *`,
    ),
  ].toSorted(),
};

const started = {
  PhotoMachineStateMachineEvents: ['states:StartExecution on <PhotoMachineStateMachine>'],
};
const tell = [readUploads, readThumbnails, writeOutcomes, publish];

const expected: Record<(typeof modes)[number], Record<string, string[]>> = {
  direct: {
    ...always,
    ...started,
    ExecutionEndingsTellEnding: ofFunction('ExecutionEndingsTellEnding', ...tell, [
      'states:GetExecutionHistory on arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:<PhotoMachineStateMachine.Name>:*',
      'sqs:SendMessage on <ExecutionEndingsUntold>',
    ]),
  },
  express: { ...always, ...started },
  buffered: {
    ...always,
    DeadLetterEndingsTellEnding: ofFunction(
      'DeadLetterEndingsTellEnding',
      ...tell,
      consume('BufferedTriggerDeadLetters'),
      ['sqs:SendMessage on <BufferedTriggerParked>'],
    ),
    BufferedTriggerStartExecution: ofFunction(
      'BufferedTriggerStartExecution',
      consume('BufferedTriggerBuffer'),
      ['states:StartSyncExecution on <PhotoMachineStateMachine>'],
    ),
  },
};

test.each(modes)('in the mode %s each role may do just this', (mode) => {
  const { template } = synthesized({ 'delivery.mode': mode });

  expect(grantsOf(template)).toEqual(expected[mode]);
});

test('only onReject delete may delete uploads, and only the function that records', () => {
  const { template } = synthesized({ 'uploads.onReject': 'delete' });

  expect(grantsOf(template)).toEqual({
    ...expected.direct,
    PhotoMachineRecordOutcome: [
      ...always.PhotoMachineRecordOutcome,
      `s3:DeleteObject on ${uploads}/uploads/*`,
      `s3:DeleteObjectVersion on ${uploads}/uploads/*`,
    ].toSorted(),
  });
});

test('a key of one’s own adds what reading takes, and for the links what writing takes', () => {
  const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const { template } = synthesized({ 'uploads.bucket': 'mine', 'uploads.kmsKeyArn': key });

  const withKey = Object.entries(grantsOf(template)).map(([role, all]) => [
    role,
    all.filter((each) => each.startsWith('kms')),
  ]);

  expect(Object.fromEntries(withKey)).toEqual({
    PhotoMachineResizePhoto: [`kms:Decrypt on ${key}`],
    PhotoMachineRecordOutcome: [`kms:Decrypt on ${key}`],
    UploadLinksPresign: [`kms:Decrypt on ${key}`, `kms:GenerateDataKey on ${key}`],
    ExecutionEndingsTellEnding: [`kms:Decrypt on ${key}`],
    PhotoMachineStateMachine: [],
    PhotoMachineStateMachineEvents: [],
  });
});

test.each(modes)(
  'no role in the mode %s has a managed policy, or is taken on by more than one service',
  (mode) => {
    const { template } = synthesized({ 'delivery.mode': mode });

    for (const [, { Properties }] of resourcesOf(template, 'AWS::IAM::Role')) {
      expect(Properties.ManagedPolicyArns).toBeUndefined();
      expect(Properties.AssumeRolePolicyDocument.Statement).toHaveLength(1);
    }
  },
);
