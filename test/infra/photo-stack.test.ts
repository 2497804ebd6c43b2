import { expect, test } from '@jest/globals';
import { workflowSeconds } from '../../workflow/definition.ts';
import { definitionText, substitutions } from '../statemachine/definition.ts';
import { readable } from './grants.ts';
import { functionIn, modes, type Resource, resourcesOf, synthesized } from './synthesized.ts';

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
    'AWS::XRay::SamplingRule',
    'AWS::CloudWatch::Alarm',
    'AWS::CloudWatch::Dashboard',
    'AWS::Logs::QueryDefinition',
  ],
  direct: ['AWS::Lambda::Permission'],
  buffered: ['AWS::Lambda::EventSourceMapping'],
  express: [],
};

const folders = {
  direct: ['choose-photos', 'follow-deletion', 'presign', 'record-outcome', 'resize', 'tell-ending'],
  buffered: [
    'choose-photos',
    'follow-deletion',
    'presign',
    'record-outcome',
    'resize',
    'start-execution',
    'tell-ending',
  ],
  express: ['choose-photos', 'follow-deletion', 'presign', 'record-outcome', 'resize'],
};

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
  'in the mode %s every function runs on arm64 and Node 24, traced with its caller, with a log that forgets',
  (mode) => {
    const { template } = synthesized({ 'delivery.mode': mode });

    for (const [, { Properties, Metadata }] of resourcesOf(template, 'AWS::Lambda::Function')) {
      // Only the machines trace what they call; the others need not even load what traces.
      const traced = /functions\/(resize|record-outcome|follow-deletion|choose-photos)\//.test(
        String(Metadata?.['darkroom:entry']),
      );
      expect(Properties).toMatchObject({
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        ...(traced && { TracingConfig: { Mode: 'PassThrough' } }),
        LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: expect.any(String) } },
      });
      expect(Properties.TracingConfig === undefined).toBe(!traced);
      expect(Properties.Environment.Variables.POWERTOOLS_TRACE_ENABLED).toBe(traced ? undefined : 'false');
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
  ['direct', 'STANDARD', 'ERROR', 'with', true],
  ['express', 'EXPRESS', 'ALL', 'without', false],
  ['buffered', 'EXPRESS', 'ALL', 'without', false],
])('the machine of the mode %s is %s, traced, and logs %s %s the data', (mode, type, level, _with, data) => {
  const { template } = synthesized({ 'delivery.mode': mode });

  template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
    StateMachineType: type,
    TracingConfiguration: { Enabled: true },
    LoggingConfiguration: { Level: level, IncludeExecutionData: data },
  });
});

test.each(modes)(
  'in the mode %s one execution in twenty is traced, and no other service by this rule',
  (mode) => {
    const { template } = synthesized({ 'delivery.mode': mode });
    const machines = Object.keys(template.findResources('AWS::StepFunctions::StateMachine'));

    const rules = resourcesOf(template, 'AWS::XRay::SamplingRule').map(
      ([, { Properties }]) => Properties.SamplingRule,
    );
    expect(new Set(rules.map(({ RuleName }) => RuleName)).size).toBe(machines.length);
    expect(rules).toEqual(
      machines.map((machine) => ({
        ...{ RuleName: expect.stringMatching(/^.{1,32}$/), Priority: 9000, Version: 1 },
        ...{ FixedRate: 0.05, ReservoirSize: 0 },
        ...{ Host: '*', HTTPMethod: '*', ResourceARN: '*', ServiceType: '*', URLPath: '*' },
        ServiceName: { 'Fn::GetAtt': [machine, 'Name'] },
      })),
    );
  },
);

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
    MALLOC_ARENA_MAX: '1',
    POWERTOOLS_SERVICE_NAME: 'Darkroom',
    POWERTOOLS_METRICS_NAMESPACE: 'darkroom',
  });
  expect(JSON.parse(Variables.RENDITIONS)).toEqual([
    { name: 'thumbnail', width: 200, fit: 'inside', format: 'jpeg', quality: 80 },
  ]);
  expect(Variables.RENDITION_RULES).toBe('[]');
  expect(functionIn('buffered', 'tell-ending').Properties.Environment.Variables).toHaveProperty(
    'PARKED_QUEUE_URL',
  );
});

test.each(modes)('the outputs of the mode %s name what its user needs next', (mode) => {
  const { template } = synthesized({ 'delivery.mode': mode });
  const always = [
    'AlarmsTopicArn',
    'BackfillRates',
    'BackfillStateMachineArn',
    'ChoosePhotosFunctionName',
    'DashboardUrl',
    'DeletionStateMachineArn',
    'ExecutionsConsoleUrl',
    'NoticesTopicArn',
    'StateMachineArn',
    'ThumbnailsBucketName',
    'UndeliveredDeletionsQueueUrl',
    'UndeliveredQueueUrl',
    'UploadLinksUrl',
    'UploadsBucketName',
    'UploadsPrefix',
  ];
  const ofMode = {
    direct: ['TellEndingFunctionName', 'UntoldQueueUrl'],
    buffered: ['BufferQueueUrl', 'DeadLettersQueueUrl', 'ParkedQueueUrl'],
    express: [],
  };

  expect(Object.keys(template.toJSON().Outputs).toSorted()).toEqual([...always, ...ofMode[mode]].toSorted());
  const { Outputs, Mappings } = template.toJSON();
  expect(readable(Outputs.ExecutionsConsoleUrl.Value)).toMatch(
    /^https:.*#\/statemachines\/view\/<PhotoMachineStateMachine>$/,
  );
  expect(JSON.stringify(Mappings)).toContain('console.aws.amazon.com');
});
