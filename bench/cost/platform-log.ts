import { randomBytes, randomUUID } from 'node:crypto';

/**
 * The lines that Lambda itself adds to a function's log in JSON at its system log level INFO, when the function succeeds:
 * https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
 */
export function platformLog({ memoryMegabytes, cold }: { memoryMegabytes: number; cold: boolean }): string[] {
  const requestId = randomUUID();
  const spanId = randomBytes(8).toString('hex');
  const value = `Root=1-${randomBytes(4).toString('hex')}-${randomBytes(12).toString('hex')};Parent=${spanId};Sampled=0`;
  const tracing = { spanId, type: 'X-Amzn-Trace-Id', value };
  const runtimeVersion = 'nodejs:24.v18';
  const runtimeVersionArn = `arn:aws:lambda:us-east-1::runtime:${randomBytes(32).toString('hex')}`;
  const begun = { initializationType: 'on-demand', phase: 'init', runtimeVersion, runtimeVersionArn };
  const metrics = {
    durationMs: 123.456,
    billedDurationMs: 124,
    memorySizeMB: memoryMegabytes,
    maxMemoryUsedMB: 142,
  };
  return [
    ...(cold ? [line('platform.initStart', begun)] : []),
    line('platform.start', { requestId, version: '$LATEST', tracing }),
    line('platform.report', {
      ...{ requestId, status: 'success', tracing },
      metrics: { ...metrics, ...(cold && { initDurationMs: 412.34 }) },
    }),
  ];
}

function line(type: string, record: object): string {
  return JSON.stringify({ time: new Date(0).toISOString(), type, record });
}
