import { join, resolve } from 'node:path';
import type { CorsRule, EventSourceSpec, FunctionSpec, FunctionUrlSpec } from '../deployment.ts';
import type { Named } from './addresses.ts';
import type { Fields, Irrelevant } from './fields.ts';
import type { Reading } from './reading.ts';
import { UnsupportedTemplateError } from './unsupported.ts';

const irrelevant: Irrelevant = {
  Architectures: 'this machine has its own; sharp comes with the binaries for it',
  Code: 'the metadata say where it is',
  Description: 'for people',
  LoggingConfig: 'logs are files here',
  Role: 'one key pair may do everything here',
  Tags: 'for the bill',
  TracingConfig: 'nothing collects traces here',
};

export function readFunction(resource: Named, { fields, arnOf, assembly }: Reading): FunctionSpec {
  const entry = resource.metadata['darkroom:entry'];
  const folder = typeof entry === 'string' ? /^functions\/([\w-]+)\/lambda\.ts$/.exec(entry)?.[1] : undefined;
  if (typeof entry !== 'string' || folder === undefined) {
    throw new UnsupportedTemplateError(
      resource.place,
      'its metadata do not say darkroom:entry, functions/<folder>/lambda.ts',
      'Make it a PhotoFunction.',
    );
  }
  const bundle = bundleOf(resource, assembly);
  return fields(resource, irrelevant, (lambda) => {
    lambda.oneOf('Handler', ['index.handler']);
    lambda.oneOf('Runtime', ['nodejs24.x']);
    return {
      folder,
      name: resource.name,
      arn: resource.arn,
      entry,
      ...(bundle !== undefined && { bundle }),
      environment: lambda.has('Environment')
        ? lambda.object('Environment', {}, (environment) => environment.map('Variables'))
        : {},
      timeoutSeconds: lambda.whole('Timeout', 3),
      memoryMegabytes: lambda.whole('MemorySize', 128),
      ...(lambda.has('ReservedConcurrentExecutions') && {
        reservedConcurrency: lambda.whole('ReservedConcurrentExecutions'),
      }),
      ...(lambda.has('DeadLetterConfig') && {
        deadLetterQueueArn: arnOf(
          resource,
          'AWS::SQS::Queue',
          lambda.object('DeadLetterConfig', {}, (config) => config.text('TargetArn')),
        ),
      }),
    };
  });
}

/** Where the synth made one: without bundling the path of the asset is that of the sources. */
function bundleOf({ metadata }: Named, assembly: string | undefined): string | undefined {
  const path = metadata['aws:asset:path'];
  if (assembly === undefined || typeof path !== 'string' || !/^asset\.[0-9a-f]+$/.test(path))
    return undefined;
  return resolve(join(assembly, path));
}

export function readFunctionUrl(resource: Named, { fields, arnOf }: Reading): FunctionUrlSpec {
  return fields(resource, {}, (url) => ({
    functionArn: arnOf(resource, 'AWS::Lambda::Function', url.text('TargetFunctionArn')),
    auth: url.oneOf('AuthType', ['AWS_IAM', 'NONE']),
    ...(url.has('Cors') && { cors: url.object('Cors', {}, readCors) }),
  }));
}

function readCors(cors: Fields): CorsRule {
  return {
    allowedOrigins: cors.texts('AllowOrigins'),
    allowedMethods: cors.texts('AllowMethods'),
    allowedHeaders: cors.texts('AllowHeaders'),
    exposedHeaders: cors.texts('ExposeHeaders'),
    ...(cors.has('MaxAge') && { maxAgeSeconds: cors.whole('MaxAge') }),
  };
}

export function readEventSource(resource: Named, { fields, arnOf }: Reading): EventSourceSpec {
  return fields(resource, { Tags: 'for the bill' }, (source) => ({
    queueArn: arnOf(resource, 'AWS::SQS::Queue', source.text('EventSourceArn')),
    functionArn: arnOf(resource, 'AWS::Lambda::Function', source.text('FunctionName')),
    batchSize: source.whole('BatchSize', 10),
    reportsFailures: source.texts('FunctionResponseTypes').includes('ReportBatchItemFailures'),
    ...(source.has('ScalingConfig') && {
      maxConcurrency: source.object('ScalingConfig', {}, (scaling) => scaling.whole('MaximumConcurrency')),
    }),
  }));
}
