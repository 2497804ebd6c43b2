import { randomBytes } from 'node:crypto';
import { devNull } from 'node:os';
import type { FunctionSpec } from '../deployment.ts';

/**
 * All that an environment sees of the world: what the template says, what Lambda sets, and where AWS is. Of this
 * machine's own variables there is none, and so neither its AWS profiles nor its Node options.
 */
export function environmentVariables(
  spec: FunctionSpec,
  taskRoot: string,
  reach: Readonly<Record<string, string>>,
): Record<string, string> {
  const region = spec.arn.split(':')[3] ?? '';
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...spec.environment,
    PATH: '/usr/local/bin:/usr/bin:/bin',
    _HANDLER: 'index.handler',
    LAMBDA_TASK_ROOT: taskRoot,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${spec.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName(),
    // The SDK would otherwise look for them in the home folder, which it finds without HOME, too.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    // With the variables above Powertools would trace, with no X-Ray daemon to send it to.
    POWERTOOLS_TRACE_ENABLED: 'false',
    ...reach,
  };
}

function logStreamName(): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
}
