import { join } from 'node:path';
import { type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type CfnFunction, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { entryOf, projectRoot } from './places.ts';

export interface PhotoFunctionProps {
  /** Folder below functions/. */
  folder: string;
  timeout: Duration;
  /** In MB. Lambda gives CPU by it: 1769 is one whole processor. */
  memorySize: number;
  environment: Record<string, string>;
  /** Ships sharp's binaries for the function's architecture. */
  sharp?: boolean;
  architecture?: Architecture;
  reservedConcurrentExecutions?: number;
}

/** A function of darkroom: one bundle, a role that may log and trace, a log group that forgets. */
export class PhotoFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, props: PhotoFunctionProps) {
    const { folder, environment, sharp = false, architecture = Architecture.ARM_64, ...rest } = props;
    const own = new Construct(scope, `${id}Own`);
    const logGroup = new LogGroup(own, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(own, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    super(scope, id, {
      ...rest,
      entry: join(projectRoot, entryOf(folder)),
      projectRoot,
      depsLockFilePath: join(projectRoot, 'package-lock.json'),
      runtime: Runtime.NODEJS_24_X,
      architecture,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      awsSdkConnectionReuse: false,
      environment: {
        ...environment,
        POWERTOOLS_SERVICE_NAME: folder,
        POWERTOOLS_METRICS_NAMESPACE: 'darkroom',
      },
      bundling: bundling(sharp, architecture),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    (this.node.defaultChild as CfnFunction).addMetadata('darkroom:entry', entryOf(folder));
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5',
      reason: 'X-Ray takes traces for no resource in particular; a log group’s streams are made as it goes.',
    });
  }
}

function bundling(sharp: boolean, architecture: Architecture): BundlingOptions {
  const plain: BundlingOptions = {
    format: OutputFormat.ESM,
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    // The SDK too: what was tested is what runs, and it loads faster than the runtime's.
    externalModules: [],
    // Some packages are CommonJS inside, and ask for Node's modules by require.
    banner: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  };
  if (!sharp) return plain;
  const cpu = architecture === Architecture.ARM_64 ? 'arm64' : 'x64';
  return {
    ...plain,
    nodeModules: ['sharp'],
    environment: {
      npm_config_os: 'linux',
      npm_config_cpu: cpu,
      npm_config_libc: 'glibc',
      npm_config_prefer_offline: 'true',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
    },
    commandHooks: {
      beforeBundling: () => [],
      beforeInstall: () => [],
      // npm is content without optional packages that it could not fetch: sharp's binaries are such.
      afterBundling: (_input, output) => [
        `node "${join(projectRoot, 'scripts', 'check-binaries.mjs')}" "${output}" ${cpu}`,
      ],
    },
  };
}
