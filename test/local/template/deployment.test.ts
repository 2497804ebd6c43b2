import { describe, expect, test } from '@jest/globals';
import { deploymentOf } from './deployments.ts';

const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:000000000000:${rest}`;
const queue = (name: string) => arn('sqs', `Darkroom-${name}`);
const lambda = (name: string) => arn('lambda', `function:Darkroom-${name}`);
const machine = arn('states', 'stateMachine:Darkroom-PhotoMachine-StateMachine');

test('is the same at each start', () => {
  expect(deploymentOf()).toEqual(deploymentOf());
});

describe.each(['direct', 'buffered', 'express'] as const)('in the mode %s', (mode) => {
  const deployment = deploymentOf({ 'delivery.mode': mode });

  test('every reference in it is resolved', () => {
    const { stateMachines, ...rest } = deployment;
    expect(JSON.stringify(rest)).not.toMatch(/"Ref"|Fn::|\$\{/);
    for (const { definition } of stateMachines) expect(definition).not.toMatch(/\$\{/);
  });

  test('every variable of every function is a text that is not empty', () => {
    for (const { folder, environment } of deployment.functions) {
      expect(environment).toMatchObject(
        folder === 'start-execution' ? { MAX_ATTEMPTS: '5' } : { UPLOADS_BUCKET: 'darkroom-buckets-uploads' },
      );
      for (const value of Object.values(environment)) expect(value).toMatch(/./);
    }
  });

  test('the definition is JSON that names what is there', () => {
    const [{ definition, express } = { definition: '', express: undefined }] = deployment.stateMachines;
    expect(express).toBe(mode !== 'direct');
    expect(JSON.parse(definition).StartAt).toBe('Validate Key');
    expect(definition).toContain(lambda('PhotoMachine-ResizePhoto'));
    expect(definition).toContain(arn('sns', 'Darkroom-Notices-Topic'));
    expect(definition).toContain('darkroom-buckets-uploads');
  });

  test('the buckets are there, and the uploads tell of themselves', () => {
    const cors = {
      allowedOrigins: ['http://127.0.0.1:4100'],
      allowedMethods: ['PUT'],
      allowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
      exposedHeaders: ['ETag'],
      maxAgeSeconds: 3600,
    };
    expect(deployment.buckets).toEqual([
      { name: 'darkroom-buckets-uploads', versioned: true, sendsEvents: true, cors: [cors] },
      { name: 'darkroom-buckets-thumbnails', versioned: false, sendsEvents: false, cors: [] },
    ]);
  });

  test('the links are asked for with a signature', () => {
    expect(deployment.functionUrls).toEqual([
      {
        functionArn: lambda('UploadLinks-Presign'),
        auth: 'AWS_IAM',
        cors: {
          allowedOrigins: ['http://127.0.0.1:4100'],
          allowedMethods: ['GET', 'POST'],
          allowedHeaders: [
            'authorization',
            'content-type',
            'x-amz-content-sha256',
            'x-amz-date',
            'x-amz-security-token',
          ],
          exposedHeaders: [],
          maxAgeSeconds: 3600,
        },
      },
    ]);
  });

  test('the outputs are those of the stack', () => {
    expect(deployment.outputs).toMatchObject({
      UploadLinksUrl: 'http://127.0.0.1:4102/',
      UploadsBucketName: 'darkroom-buckets-uploads',
      NoticesTopicArn: arn('sns', 'Darkroom-Notices-Topic'),
      StateMachineArn: machine,
    });
  });
});

test('direct: each upload and each deletion starts its machine, and each red ending is told', () => {
  const { rules, functions, queues, eventSources } = deploymentOf();
  expect(rules).toEqual([
    {
      name: 'Darkroom-DirectTrigger-Uploaded-Rule',
      arn: arn('events', 'rule/Darkroom-DirectTrigger-Uploaded-Rule'),
      pattern: {
        source: ['aws.s3', 'darkroom'],
        'detail-type': ['Object Created'],
        account: ['000000000000'],
        region: ['us-east-1'],
        detail: { bucket: { name: ['darkroom-buckets-uploads'] }, object: { key: [{ prefix: 'uploads/' }] } },
      },
      targets: [
        {
          arn: machine,
          deadLetterQueueArn: queue('DirectTrigger-Uploaded-Undelivered'),
          maxAgeSeconds: 86_400,
          maxAttempts: 185,
        },
      ],
    },
    {
      name: 'Darkroom-ExecutionEndings-Ended',
      arn: arn('events', 'rule/Darkroom-ExecutionEndings-Ended'),
      pattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [machine], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
      },
      targets: [
        {
          arn: lambda('ExecutionEndings-TellEnding'),
          deadLetterQueueArn: queue('ExecutionEndings-Untold'),
          maxAgeSeconds: 86_400,
          maxAttempts: 185,
        },
      ],
    },
    {
      name: 'Darkroom-DeletionFollower-Rule',
      arn: arn('events', 'rule/Darkroom-DeletionFollower-Rule'),
      pattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Deleted'],
        account: ['000000000000'],
        region: ['us-east-1'],
        detail: { bucket: { name: ['darkroom-buckets-uploads'] }, object: { key: [{ prefix: 'uploads/' }] } },
      },
      targets: [
        {
          arn: arn('states', 'stateMachine:Darkroom-DeletionFollower-StateMachine'),
          deadLetterQueueArn: queue('DeletionFollower-Undelivered'),
          maxAgeSeconds: 86_400,
          maxAttempts: 185,
        },
      ],
    },
  ]);
  expect(functions.find(({ folder }) => folder === 'tell-ending')?.deadLetterQueueArn).toBe(
    queue('ExecutionEndings-Untold'),
  );
  expect(functions.find(({ folder }) => folder === 'resize')).toMatchObject({
    name: 'Darkroom-PhotoMachine-ResizePhoto',
    entry: 'functions/resize/lambda.ts',
    timeoutSeconds: 12,
    memoryMegabytes: 1280,
  });
  expect(queues).toHaveLength(3);
  expect(eventSources).toEqual([]);
});

test('buffered: uploads wait in a queue, and a photo that fails each time is told of, then parked', () => {
  const { queues, eventSources, functions } = deploymentOf({
    'delivery.mode': 'buffered',
    'delivery.maxConcurrency': '2',
  });
  const chain = queues.map(({ name, visibilityTimeoutSeconds, retentionSeconds, deadLetters }) => ({
    name,
    visibilityTimeoutSeconds,
    retentionSeconds,
    deadLetters,
  }));
  expect(chain).toContainEqual({
    name: 'Darkroom-BufferedTrigger-Buffer',
    visibilityTimeoutSeconds: 1800,
    retentionSeconds: 1_209_600,
    deadLetters: { queueArn: queue('BufferedTrigger-DeadLetters'), maxReceiveCount: 5 },
  });
  expect(chain).toContainEqual({
    name: 'Darkroom-BufferedTrigger-Parked',
    visibilityTimeoutSeconds: 30,
    retentionSeconds: 1_209_600,
    deadLetters: undefined,
  });
  expect(eventSources).toEqual([
    {
      queueArn: queue('BufferedTrigger-Buffer'),
      functionArn: lambda('BufferedTrigger-StartExecution'),
      batchSize: 1,
      reportsFailures: true,
      maxConcurrency: 2,
    },
    {
      queueArn: queue('BufferedTrigger-DeadLetters'),
      functionArn: lambda('DeadLetterEndings-TellEnding'),
      batchSize: 1,
      reportsFailures: false,
    },
  ]);
  expect(functions.find(({ folder }) => folder === 'start-execution')?.environment).toMatchObject({
    QUEUE_URL: 'http://127.0.0.1:4101/000000000000/Darkroom-BufferedTrigger-Buffer',
    STATE_MACHINE_ARN: machine,
    MAX_ATTEMPTS: '5',
  });
  for (const { folder, environment } of functions) {
    if (folder === 'tell-ending') {
      expect(environment.PARKED_QUEUE_URL).toBe(
        'http://127.0.0.1:4101/000000000000/Darkroom-BufferedTrigger-Parked',
      );
    }
  }
});

describe('a setting', () => {
  test('that names buckets has them made, as their owners would have to', () => {
    const { buckets, rules, functions } = deploymentOf({
      'uploads.bucket': 'our-photos',
      'thumbnails.bucket': 'our-thumbnails',
    });
    expect(buckets).toMatchObject([
      {
        name: 'our-photos',
        versioned: true,
        sendsEvents: true,
        cors: [
          { allowedOrigins: ['http://127.0.0.1:4100'], allowedMethods: ['PUT'], exposedHeaders: ['ETag'] },
        ],
      },
      { name: 'our-thumbnails', versioned: false, sendsEvents: false, cors: [] },
    ]);
    expect(rules[0]?.pattern).toMatchObject({ detail: { bucket: { name: ['our-photos'] } } });
    expect(functions[0]?.environment).toMatchObject({
      UPLOADS_BUCKET: 'our-photos',
      THUMBNAILS_BUCKET: 'our-thumbnails',
    });
  });

  test('that names a bucket as one of ours is called leaves both apart', () => {
    const { buckets, functions } = deploymentOf({ 'uploads.bucket': 'darkroom-buckets-thumbnails' });
    const [thumbnails, uploads] = buckets.map(({ name }) => name);
    expect(uploads).toBe('darkroom-buckets-thumbnails');
    expect(thumbnails).toMatch(/^darkroom-buckets-thumbnails-[0-9a-f]{8}$/);
    expect(functions[0]?.environment).toMatchObject({
      UPLOADS_BUCKET: uploads,
      THUMBNAILS_BUCKET: thumbnails,
    });
  });

  test('of e-mail addresses subscribes each', () => {
    const { subscriptions } = deploymentOf({ 'notify.emails': 'a@b.example,c@d.example' });
    const topicArn = arn('sns', 'Darkroom-Notices-Topic');
    expect(subscriptions).toEqual([
      { topicArn, protocol: 'email', endpoint: 'a@b.example' },
      { topicArn, protocol: 'email', endpoint: 'c@d.example' },
    ]);
  });

  test('of subscribers that are machines elsewhere are named, and not told from here', () => {
    const [queue, address] = ['arn:aws:sqs:eu-central-1:111122223333:told', 'https://example.com/hook'];
    const { subscriptions, toldElsewhere } = deploymentOf({
      'notify.emails': 'a@b.example',
      'notify.subscribers': JSON.stringify([{ to: queue }, { to: address, prefix: 'uploads/a' }]),
    });
    expect(subscriptions.map(({ endpoint }) => endpoint)).toEqual(['a@b.example']);
    expect(toldElsewhere).toEqual([queue, address]);
  });

  test('of reserved concurrency bounds the links alone', () => {
    const { functions } = deploymentOf({ 'links.reservedConcurrency': '3' });
    expect(functions.map(({ folder, reservedConcurrency }) => [folder, reservedConcurrency])).toEqual([
      ['presign', 3],
      ['resize', undefined],
      ['record-outcome', undefined],
      ['tell-ending', undefined],
      ['choose-photos', undefined],
      ['follow-deletion', undefined],
    ]);
  });

  test('of open links takes the signature away', () => {
    expect(deploymentOf({ 'links.auth': 'none' }).functionUrls[0]?.auth).toBe('NONE');
  });

  test('of what becomes of rejected photos reaches the function', () => {
    const recording = deploymentOf({ 'uploads.onReject': 'delete' }).functions.find(
      ({ folder }) => folder === 'record-outcome',
    );
    expect(recording?.environment.ON_REJECT).toBe('delete');
  });
});
