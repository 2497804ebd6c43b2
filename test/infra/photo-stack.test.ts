import { expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { workflowSeconds } from '../../workflow/definition.ts';
import { definitionText, substitutions } from '../statemachine/definition.ts';
import { readable } from './grants.ts';
import { modes, type Resource, resourcesOf, synthesized } from './synthesized.ts';

const types = {
  always: [
    'AWS::S3::Bucket',
    'AWS::S3::BucketPolicy',
    'AWS::IAM::Role',
    'AWS::IAM::Policy',
    'AWS::Lambda::Function',
    'AWS::Lambda::Url',
    'AWS::Logs::LogGroup',
    'AWS::SNS::Topic',
    'AWS::SNS::TopicPolicy',
    'AWS::StepFunctions::StateMachine',
    'AWS::Events::Rule',
    'AWS::SQS::Queue',
    'AWS::SQS::QueuePolicy',
  ],
  direct: ['AWS::Lambda::Permission'],
  buffered: ['AWS::Lambda::EventSourceMapping'],
  express: [],
};

const folders = {
  direct: ['presign', 'record-outcome', 'resize', 'tell-ending'],
  buffered: ['presign', 'record-outcome', 'resize', 'start-execution', 'tell-ending'],
  express: ['presign', 'record-outcome', 'resize'],
};

function functionIn(mode: (typeof modes)[number], folder: string): Resource {
  const { template } = synthesized({ 'delivery.mode': mode });
  const found = resourcesOf(template, 'AWS::Lambda::Function').find(
    ([, { Metadata }]) => Metadata?.['darkroom:entry'] === `functions/${folder}/lambda.ts`,
  );
  if (found === undefined) throw new Error(`There is no function of ${folder} in the mode ${mode}`);
  return found[1];
}

test.each(modes)(
  'the mode %s is made of these kinds of resources and functions, and no custom resource',
  (mode) => {
    const { template } = synthesized({ 'delivery.mode': mode });
    const made = new Set(
      Object.values(template.toJSON().Resources as Record<string, Resource>).map(({ Type }) => Type),
    );
    const entries = resourcesOf(template, 'AWS::Lambda::Function').map(
      ([, { Metadata }]) => Metadata?.['darkroom:entry'],
    );

    expect([...made].toSorted()).toEqual([...types.always, ...types[mode]].toSorted());
    expect(entries.toSorted()).toEqual(folders[mode].map((each) => `functions/${each}/lambda.ts`));
  },
);

test.each(modes)(
  'in the mode %s every function runs on arm64 and Node 24, traced, with a log that forgets',
  (mode) => {
    const { template } = synthesized({ 'delivery.mode': mode });

    for (const [, { Properties }] of resourcesOf(template, 'AWS::Lambda::Function')) {
      expect(Properties).toMatchObject({
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: expect.any(String) } },
      });
      expect(Properties.ReservedConcurrentExecutions).toBeUndefined();
    }
    for (const [, { Properties }] of resourcesOf(template, 'AWS::Logs::LogGroup'))
      expect(Properties.RetentionInDays).toBe(30);
  },
);

test('the definition in the template is the file, and every placeholder in it has its substitution', () => {
  const { template } = synthesized();
  const Properties = resourcesOf(template, 'AWS::StepFunctions::StateMachine')[0]?.[1].Properties ?? {};

  expect(Properties.DefinitionString).toBe(definitionText);
  const placeholders = new Set([...definitionText.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));
  expect(Object.keys(Properties.DefinitionSubstitutions).toSorted()).toEqual([...placeholders].toSorted());
  expect(Object.keys(Properties.DefinitionSubstitutions).toSorted()).toEqual(
    Object.keys(substitutions).toSorted(),
  );
  expect(Properties.DefinitionSubstitutions).toMatchObject({
    UploadsPrefix: 'uploads/',
    ThumbnailsPrefix: 'thumbnails/',
    OutcomesPrefix: 'outcomes/',
  });
  expect(Properties.StateMachineName).toBeUndefined();
});

test.each([
  ['direct', 'STANDARD', 'ERROR'],
  ['express', 'EXPRESS', 'ALL'],
  ['buffered', 'EXPRESS', 'ALL'],
])('the machine of the mode %s is %s, traced, and logs %s', (mode, type, level) => {
  const { template } = synthesized({ 'delivery.mode': mode });

  template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
    StateMachineType: type,
    TracingConfiguration: { Enabled: true },
    LoggingConfiguration: { Level: level, IncludeExecutionData: true },
  });
});

test('a function gives up before its task does, and the starter after the workflow', () => {
  const { States } = JSON.parse(definitionText);
  const seconds = (folder: string, mode: (typeof modes)[number] = 'direct') =>
    functionIn(mode, folder).Properties.Timeout;

  expect(seconds('resize')).toBeLessThan(States['Resize Photo'].TimeoutSeconds);
  expect(seconds('resize')).toBeLessThan(States['Resize Photo Again'].TimeoutSeconds);
  expect(seconds('record-outcome')).toBeLessThan(States['Record Failure'].TimeoutSeconds);
  expect(seconds('record-outcome')).toBeLessThan(States['Record Rejection'].TimeoutSeconds);
  expect(seconds('start-execution', 'buffered')).toBeGreaterThan(workflowSeconds);
});

test('functions are told what they have to know', () => {
  const { Variables } = functionIn('direct', 'resize').Properties.Environment;

  expect(Variables).toMatchObject({
    UPLOADS_PREFIX: 'uploads/',
    MAX_BYTES: '52428800',
    MAX_PIXELS: '50000000',
    CLAIM_LIFE_SECONDS: `${workflowSeconds}`,
    POWERTOOLS_SERVICE_NAME: 'Darkroom',
    POWERTOOLS_METRICS_NAMESPACE: 'darkroom',
  });
  expect(JSON.parse(Variables.RENDITIONS)).toEqual([
    { name: 'thumbnail', width: 200, fit: 'inside', format: 'jpeg', quality: 80 },
  ]);
  expect(functionIn('buffered', 'tell-ending').Properties.Environment.Variables).toHaveProperty(
    'PARKED_QUEUE_URL',
  );
});

test('both buckets are private, encrypted, TLS only, and stay when the stack goes', () => {
  const { template } = synthesized();
  const buckets = resourcesOf(template, 'AWS::S3::Bucket');

  expect(buckets).toHaveLength(2);
  for (const [id, { Properties, DeletionPolicy }] of buckets) {
    expect(DeletionPolicy).toBe('Retain');
    expect(Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: { Ref: id },
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 's3:*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
          Match.objectLike({
            Effect: 'Deny',
            Action: 's3:*',
            Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } },
          }),
        ]),
      },
    });
  }
});

test('the uploads bucket is versioned, tells EventBridge, and forgets half uploads and old versions', () => {
  const { template } = synthesized();
  const [uploads] = resourcesOf(template, 'AWS::S3::Bucket').filter(([id]) =>
    id.startsWith('BucketsUploads'),
  );

  expect(uploads?.[1].Properties).toMatchObject({
    VersioningConfiguration: { Status: 'Enabled' },
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    LifecycleConfiguration: {
      Rules: [
        { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' },
        {
          NoncurrentVersionExpiration: { NoncurrentDays: 30 },
          ExpiredObjectDeleteMarker: true,
          Status: 'Enabled',
        },
      ],
    },
  });
  expect(uploads?.[1].Properties.CorsConfiguration).toBeUndefined();
});

test.each(modes)(
  'E4 E7 K12 in the mode %s the rule takes every way of creating an object under the prefix of our bucket, and no other',
  (mode) => {
    const { template } = synthesized({ 'delivery.mode': mode, 'uploads.prefix': 'in/box/' });
    const [rule] = resourcesOf(template, 'AWS::Events::Rule').filter(([id]) => id.includes('Uploaded'));

    expect(rule?.[1].Properties.EventPattern).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      account: [{ Ref: 'AWS::AccountId' }],
      region: [{ Ref: 'AWS::Region' }],
      detail: {
        bucket: { name: [{ Ref: expect.stringMatching(/^BucketsUploads/) }] },
        object: { key: [{ prefix: 'in/box/' }] },
      },
    });
    expect(rule?.[1].Properties.Targets).toEqual([
      expect.objectContaining({
        Arn: expect.anything(),
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/Undelivered/), 'Arn'] } },
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      }),
    ]);
    const target = readable(rule?.[1].Properties.Targets[0].Arn);
    expect(target).toBe(mode === 'buffered' ? '<BufferedTriggerBuffer>' : '<PhotoMachineStateMachine>');
  },
);

test.each(modes)(
  'in the mode %s every queue is encrypted, TLS only, and keeps messages for 14 days',
  (mode) => {
    const { template } = synthesized({ 'delivery.mode': mode });

    for (const [id, { Properties }] of resourcesOf(template, 'AWS::SQS::Queue')) {
      expect(Properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
      template.hasResourceProperties('AWS::SQS::QueuePolicy', {
        Queues: [{ Ref: id }],
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          ]),
        },
      });
    }
  },
);

test('the buffer holds a message for as long as its starter may take, and hands the hopeless ones on', () => {
  const { template } = synthesized({ 'delivery.mode': 'buffered', 'delivery.maxConcurrency': '7' });
  const queues = Object.fromEntries(
    resourcesOf(template, 'AWS::SQS::Queue').map(([id, { Properties }]) => [
      readable({ Ref: id }).replace(/<BufferedTrigger|>/g, ''),
      Properties,
    ]),
  );
  const sources = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').map(
    ([, { Properties }]) => Properties,
  );

  expect(Object.keys(queues).toSorted()).toEqual(['Buffer', 'DeadLetters', 'Parked', 'UploadedUndelivered']);
  const starter = functionIn('buffered', 'start-execution').Properties;
  expect(queues.Buffer?.VisibilityTimeout).toBeGreaterThanOrEqual(6 * starter.Timeout);
  expect(queues.DeadLetters?.VisibilityTimeout).toBeGreaterThanOrEqual(
    6 * functionIn('buffered', 'tell-ending').Properties.Timeout,
  );
  expect(queues.Buffer?.RedrivePolicy.maxReceiveCount).toBe(
    Number(starter.Environment.Variables.MAX_ATTEMPTS),
  );
  expect(readable(queues.Buffer?.RedrivePolicy.deadLetterTargetArn)).toBe('<BufferedTriggerDeadLetters>');
  expect(readable(queues.DeadLetters?.RedrivePolicy.deadLetterTargetArn)).toBe('<BufferedTriggerParked>');
  expect(
    sources.map(({ EventSourceArn, BatchSize, ScalingConfig }) => [
      readable(EventSourceArn),
      BatchSize,
      ScalingConfig,
    ]),
  ).toEqual(
    expect.arrayContaining([
      ['<BufferedTriggerBuffer>', 1, { MaximumConcurrency: 7 }],
      ['<BufferedTriggerDeadLetters>', 1, undefined],
    ]),
  );
  for (const source of sources) expect(source.FunctionResponseTypes).toBeUndefined();
});

test('executions of this machine that end badly go to the function that tells', () => {
  const { template } = synthesized();
  const [rule] = resourcesOf(template, 'AWS::Events::Rule').filter(([id]) => id.includes('Ended'));

  expect(rule?.[1].Properties).toMatchObject({
    EventPattern: {
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: {
        stateMachineArn: [{ Ref: expect.stringMatching(/StateMachine/) }],
        status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
      },
    },
    Targets: [{ DeadLetterConfig: { Arn: expect.anything() } }],
  });
  expect(readable(functionIn('direct', 'tell-ending').Properties.DeadLetterConfig.TargetArn)).toBe(
    '<ExecutionEndingsUntold>',
  );
});

test('the topic takes TLS only, and sends e-mail to those who are named', () => {
  const { template } = synthesized({ 'notify.emails': 'a@example.com,b@example.com' });

  template.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ]),
    },
  });
  const subscriptions = resourcesOf(template, 'AWS::SNS::Subscription').map(([, { Properties }]) => [
    Properties.Protocol,
    Properties.Endpoint,
  ]);
  expect(subscriptions).toEqual([
    ['email', 'a@example.com'],
    ['email', 'b@example.com'],
  ]);
});

test.each([
  ['iam', 'AWS_IAM'],
  ['none', 'NONE'],
])('links for %s: the Function URL asks for %s', (auth, authType) => {
  const { template } = synthesized({ 'links.auth': auth });

  template.hasResourceProperties('AWS::Lambda::Url', { AuthType: authType, Cors: Match.absent() });
  const everybody = resourcesOf(template, 'AWS::Lambda::Permission').filter(
    ([, { Properties }]) => Properties.Principal === '*',
  );
  expect(everybody.map(([, { Properties }]) => Properties.Action).toSorted()).toEqual(
    auth === 'none' ? ['lambda:InvokeFunction', 'lambda:InvokeFunctionUrl'] : [],
  );
});

test('origins let just their pages ask for links and upload', () => {
  const { template } = synthesized({ 'links.origins': 'https://example.com' });

  template.hasResourceProperties('AWS::Lambda::Url', {
    Cors: {
      AllowOrigins: ['https://example.com'],
      AllowMethods: ['GET', 'POST'],
      AllowHeaders: [
        'authorization',
        'content-type',
        'x-amz-content-sha256',
        'x-amz-date',
        'x-amz-security-token',
      ],
    },
  });
  template.hasResourceProperties('AWS::S3::Bucket', {
    CorsConfiguration: {
      CorsRules: [
        {
          AllowedOrigins: ['https://example.com'],
          AllowedMethods: ['PUT'],
          AllowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
          ExposedHeaders: ['ETag'],
        },
      ],
    },
  });
});

test('P14 reserved concurrency is set for the links alone, and only by the setting', () => {
  const { template } = synthesized({ 'links.reservedConcurrency': '20' });
  const reserved = resourcesOf(template, 'AWS::Lambda::Function').map(([, { Metadata, Properties }]) => [
    Metadata?.['darkroom:entry'],
    Properties.ReservedConcurrentExecutions,
  ]);

  expect(reserved.filter(([, count]) => count !== undefined)).toEqual([['functions/presign/lambda.ts', 20]]);
});

test('existing buckets are used as they are: nothing of theirs is in the template', () => {
  const { template } = synthesized({
    'uploads.bucket': 'my-uploads',
    'thumbnails.bucket': 'my-thumbnails',
    'links.origins': 'https://example.com',
  });

  for (const type of ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy']) template.resourceCountIs(type, 0);
  expect(JSON.stringify(template.toJSON())).toContain(':s3:::my-uploads/uploads/*');
  expect(template.toJSON().Outputs.UploadsBucketName.Value).toBe('my-uploads');
});

test.each(modes)('the outputs of the mode %s name what its user needs next', (mode) => {
  const { template } = synthesized({ 'delivery.mode': mode });
  const always = [
    'ExecutionsConsoleUrl',
    'NoticesTopicArn',
    'StateMachineArn',
    'ThumbnailsBucketName',
    'UploadLinksUrl',
    'UploadsBucketName',
  ];

  expect(Object.keys(template.toJSON().Outputs).toSorted()).toEqual(
    [...always, ...(mode === 'buffered' ? ['BufferQueueUrl', 'ParkedQueueUrl'] : [])].toSorted(),
  );
  const { Outputs, Mappings } = template.toJSON();
  expect(readable(Outputs.ExecutionsConsoleUrl.Value)).toMatch(
    /^https:.*#\/statemachines\/view\/<PhotoMachineStateMachine>$/,
  );
  expect(JSON.stringify(Mappings)).toContain('console.aws.amazon.com');
});
