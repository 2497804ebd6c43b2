import { expect, test } from '@jest/globals';
import { grantsOf } from './grants.ts';
import { modes, resourcesOf, synthesized } from './synthesized.ts';

// Each grant of each role, written out: one more or one less turns this red.

const traces = ['xray:PutTelemetryRecords on *', 'xray:PutTraceSegments on *'];
const uploads = '<PhotosUploads>';
const thumbnails = '<PhotosThumbnails>';
const readUploads = [`s3:GetObject on ${uploads}/uploads/*`, `s3:ListBucket on ${uploads}`];
const readThumbnails = [`s3:GetObject on ${thumbnails}/thumbnails/*`, `s3:ListBucket on ${thumbnails}`];
const readOutcomes = [`s3:GetObject on ${thumbnails}/outcomes/*`];
const removeOutcomes = [...readOutcomes, `s3:DeleteObject on ${thumbnails}/outcomes/*`];
const writeOutcomes = [...removeOutcomes, `s3:PutObject on ${thumbnails}/outcomes/*`];
const publish = ['sns:Publish on <PhotosNoticesTopic>'];

function ofFunction(logs: string, ...grants: string[][]): string[] {
  const own = ['logs:CreateLogStream', 'logs:PutLogEvents'].map(
    (action) => `${action} on <Photos${logs}OwnLogs>`,
  );
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
    ...['PhotosPhotoMachineRecordOutcome', 'PhotosPhotoMachineResizePhoto'].flatMap((fn) => [
      `lambda:InvokeFunction on <${fn}>`,
      `lambda:InvokeFunction on <${fn}>:*`,
    ]),
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
  PhotoMachineStateMachineEvents: ['states:StartExecution on <PhotosPhotoMachineStateMachine>'],
};
const tell = [readUploads, readThumbnails, writeOutcomes, publish];

const expected: Record<(typeof modes)[number], Record<string, string[]>> = {
  direct: {
    ...always,
    ...started,
    EndingTellerTellEnding: ofFunction('EndingTellerTellEnding', ...tell, [
      'states:GetExecutionHistory on arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:<PhotosPhotoMachineStateMachine.Name>:*',
      ...['GetQueueAttributes', 'GetQueueUrl', 'SendMessage'].map(
        (each) => `sqs:${each} on <PhotosEndingTellerUntold>`,
      ),
    ]),
  },
  express: { ...always, ...started },
  buffered: {
    ...always,
    EndingTellerTellEnding: ofFunction(
      'EndingTellerTellEnding',
      ...tell,
      consume('PhotosDeliveryDeadLetters'),
      ['GetQueueAttributes', 'GetQueueUrl', 'SendMessage'].map(
        (each) => `sqs:${each} on <PhotosDeliveryParked>`,
      ),
    ),
    DeliveryStartExecution: ofFunction('DeliveryStartExecution', consume('PhotosDeliveryBuffer'), [
      'states:StartSyncExecution on <PhotosPhotoMachineStateMachine>',
    ]),
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
    EndingTellerTellEnding: [`kms:Decrypt on ${key}`],
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
