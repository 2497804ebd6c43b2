import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

const run = promisify(execFile);

/** Stands where X-Ray's daemon listens on Lambda. */
let daemon: ReturnType<typeof createSocket>;
let received: string[];

beforeEach(async () => {
  received = [];
  daemon = createSocket('udp4', (message) => received.push(message.toString()));
  daemon.bind(0, '127.0.0.1');
  await once(daemon, 'listening');
});

afterEach(async () => {
  daemon.close();
  await once(daemon, 'close');
});

/** Works once in a process as Lambda makes it; resolves with whether the X-Ray SDK was loaded. */
async function work(environment: Record<string, string>): Promise<string> {
  const program = `
    import { traced } from './functions/shared/tracing.ts';
    await traced(async () => {});
    const { createRequire } = await import('node:module');
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    console.log(loaded.some((file) => file.includes('aws-xray-sdk-core')) ? 'loaded' : 'not loaded');`;
  const env = {
    PATH: process.env.PATH,
    AWS_LAMBDA_FUNCTION_NAME: 'resize',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    LAMBDA_TASK_ROOT: '/var/task',
    AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.address().port}`,
    ...environment,
  };
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program];
  return (await run('node', args, { env })).stdout.trim();
}

const sampled = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1';

test('a caller that traces finds the work in its trace', async () => {
  const segment = once(daemon, 'message');
  expect(await work({ _X_AMZN_TRACE_ID: sampled })).toBe('loaded');

  const [message] = await segment;
  expect(JSON.parse(message.toString().split('\n')[1])).toMatchObject({
    name: 'handler',
    trace_id: '1-5759e988-bd862e3fe1be46a994272793',
    parent_id: '557abcec3ee5a047',
  });
});

test('where nobody traces, what traces is not even loaded', async () => {
  const loaded = await work({ _X_AMZN_TRACE_ID: sampled, POWERTOOLS_TRACE_ENABLED: 'false' });

  expect(loaded).toBe('not loaded');
  expect(received).toEqual([]);
});
