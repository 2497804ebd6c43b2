import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type CfnFunction,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledge-wildcard.ts';
import { functionCode } from './bundling.ts';

export interface PhotoFunctionProps {
  /** The folder in functions/ that has the lambda.ts. */
  readonly folder: string;
  readonly timeout: Duration;
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether the function needs sharp's native binaries; no unless said. */
  readonly sharp?: boolean;
  /** Whether its caller traces it; no unless said, and then it does not load what traces. */
  readonly traced?: boolean;
  /** arm64 unless said. */
  readonly architecture?: Architecture;
  readonly reservedConcurrency?: number | undefined;
  /** Where events go that an asynchronous invocation could not process. */
  readonly deadLetterQueue?: IQueue;
}

/** What the functions count stands under this in CloudWatch. */
export const metricsNamespace = 'darkroom';

/** A function out of functions/: it may write its own log and traces, and whatever `allow` adds to that. */
export class PhotoFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly logGroup: LogGroup;
  readonly memorySize: number;
  private readonly role: Role;

  constructor(scope: Construct, id: string, props: PhotoFunctionProps) {
    super(scope, id);
    const {
      folder,
      sharp = false,
      traced = false,
      architecture = Architecture.ARM_64,
      environment,
      ...settings
    } = props;
    const { reservedConcurrency, ...rest } = settings;
    // Nothing outlives the stack without a reader: to keep logs for longer, export them.
    this.memorySize = props.memorySize;
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Of its own, since the managed policies allow every log group of the account.
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], this.logGroup.logGroupArn);
    this.lambda = new LambdaFunction(this, 'Function', {
      ...rest,
      ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
      code: functionCode({ folder, sharp, machine: architecture === Architecture.ARM_64 ? 'arm64' : 'x64' }),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture,
      role: this.role,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      // Traces what its caller traces. By itself, Lambda would trace one request a second whatever that costs.
      ...(traced && { tracing: Tracing.PASS_THROUGH }),
      environment: {
        POWERTOOLS_SERVICE_NAME: Stack.of(this).stackName, // so that metrics of two deployments stay apart
        POWERTOOLS_METRICS_NAMESPACE: metricsNamespace,
        ...(!traced && { POWERTOOLS_TRACE_ENABLED: 'false' }),
        ...environment,
      },
    });
    if (traced) {
      const why = 'X-Ray takes traces from everybody in the account: it has no resources.';
      acknowledgeWildcard(this.role, '*', why);
    }
    // The local run finds the code of a function by this.
    const resource = this.lambda.node.defaultChild as CfnFunction;
    resource.addMetadata('darkroom:entry', `functions/${folder}/lambda.ts`);
  }

  /** Grants these actions on one resource; a wildcard in its ARN needs a reason. */
  allow(actions: readonly string[], resource: string, whyWildcard?: string): void {
    this.role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [resource] }));
    if (whyWildcard !== undefined) acknowledgeWildcard(this.role, resource, whyWildcard);
  }
}
