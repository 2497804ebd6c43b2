import { expect, test } from '@jest/globals';
import { opened, reach } from './opened.ts';

const echo = 'export const handler = async (event) => event;';

test('events and results are JSON, as they are on AWS', async () => {
  await using example = await opened(`export const handler = async (event) =>
    event === 'nothing' ? undefined : { event, date: new Date(0), left: undefined, not: NaN };`);

  expect(await example.invoke({ a: [1, 'ü', null], b: undefined })).toEqual({
    event: { a: [1, 'ü', null] },
    date: '1970-01-01T00:00:00.000Z',
    not: null,
  });
  expect(await example.invoke('nothing')).toBeNull();
  expect(await example.invoke(undefined)).toMatchObject({ event: null });
});

test('a function sees what the template and Lambda set, and nothing of this machine', async () => {
  await using example = await opened('export const handler = async () => process.env;');

  expect(await example.invoke({})).toEqual({
    GREETING: 'hello',
    ...reach,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    _HANDLER: 'index.handler',
    LAMBDA_TASK_ROOT: example.folder,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'Example',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/Example',
    AWS_LAMBDA_LOG_STREAM_NAME: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    POWERTOOLS_TRACE_ENABLED: 'false',
  });
});

test('the context is the one that Lambda gives', async () => {
  await using example = await opened(`export const handler = async (_event, context) =>
    ({ ...context, left: context.getRemainingTimeInMillis(), cwd: process.cwd(), send: typeof process.send });`);

  expect(await example.invoke({})).toEqual({
    awsRequestId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'Example',
    functionVersion: '$LATEST',
    invokedFunctionArn: example.arn,
    memoryLimitInMB: '512',
    logGroupName: '/aws/lambda/Example',
    logStreamName: expect.any(String),
    left: expect.any(Number),
    cwd: example.folder,
    send: 'undefined',
  });
});

test('the time that is left is counted from the start of the event', async () => {
  await using example = await opened(`export const handler = async (_event, context) =>
    context.getRemainingTimeInMillis() + Date.now();`);
  const before = Date.now();

  const end = await example.invoke({});

  expect(end).toBeGreaterThanOrEqual(before + 60_000);
  expect(end).toBeLessThanOrEqual(Date.now() + 60_000);
});

test('what the handler throws arrives under its name, with its message and trace', async () => {
  await using example = await opened(`
    class PhotoError extends Error { name = 'PhotoError'; }
    export const handler = async (event) => {
      if (event.plain) throw 'just a text';
      if (event.circular) { const result = {}; result.self = result; return result; }
      throw new PhotoError('not a "photo"');
    };`);

  const { name, message } = await example.failure({});
  expect(name).toBe('PhotoError');
  expect(JSON.parse(message)).toEqual({
    errorType: 'PhotoError',
    errorMessage: 'not a "photo"',
    trace: expect.arrayContaining(['PhotoError: not a "photo"', expect.stringContaining('lambda.mts:6')]),
  });
  expect(await example.failure({ plain: true })).toMatchObject({
    name: 'string',
    message: '{"errorType":"string","errorMessage":"just a text","trace":[]}',
  });
  expect((await example.failure({ circular: true })).message).toContain('Unable to stringify response body');
});

test.each([
  ['throws at its start', `throw new RangeError('no setting');`, 'RangeError', 'no setting'],
  ['does not parse', 'export const handler = async (', 'Runtime.UserCodeSyntaxError', 'SyntaxError: '],
  [
    'has syntax that cannot be erased',
    'enum A { B } export const handler = async () => A.B;',
    'Runtime.UserCodeSyntaxError',
    'SyntaxError: ',
  ],
  [
    'requires what is not there',
    `import { createRequire } from 'node:module'; createRequire(import.meta.url)('no-such-package');`,
    'Runtime.ImportModuleError',
    "Cannot find module 'no-such-package'",
  ],
  [
    'imports what is not there',
    `import 'no-such-package';`,
    'Error',
    "Cannot find package 'no-such-package'",
  ],
  [
    'has no handler',
    'export const handle = 1;',
    'Runtime.HandlerNotFound',
    'handler is undefined or not exported',
  ],
  [
    'wants a callback',
    'export const handler = (event, context, callback) => callback(null, 1);',
    'Runtime.CallbackHandlerDeprecated',
    'async function',
  ],
  ['ends at its start', 'process.exit(7);', 'Runtime.ExitError', 'Runtime exited with error: exit status 7'],
])('a module that %s fails the event for which it was loaded', async (_what, source, name, text) => {
  await using example = await opened(source);

  const failure = await example.failure({});
  expect(failure.name).toBe(name);
  expect(JSON.parse(failure.message)).toMatchObject({
    errorType: name,
    errorMessage: expect.stringContaining(text),
  });
  await expect(example.functions.warm(example.arn)).rejects.toMatchObject({ name });
});

test('a module that is not there is an import error', async () => {
  await using example = await opened(echo, { spec: { entry: 'other.mts' } });

  expect((await example.failure({})).name).toBe('Runtime.ImportModuleError');
});

test.each([
  ['exits with 0', 'process.exit(0)', 'Runtime exited without providing a reason'],
  ['exits with 3', 'process.exit(3)', 'Runtime exited with error: exit status 3'],
  ['aborts', 'process.abort()', 'Runtime exited with error: signal: aborted'],
  ['is killed', `process.kill(process.pid, 'SIGKILL')`, 'Runtime exited with error: signal: killed'],
])(
  'a function that %s fails with Runtime.ExitError, and the next event gets a new environment',
  async (_what, end, words) => {
    await using example = await opened(`export const handler = async (event) => {
    if (event.end) { ${end}; await new Promise(() => {}); }
    return process.pid;
  };`);
    const before = await example.invoke({});

    const { name, message } = await example.failure({ end: true });
    expect(name).toBe('Runtime.ExitError');
    expect(JSON.parse(message)).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(new RegExp(`^RequestId: [0-9a-f-]{36} Error: ${words}$`)),
    });
    expect(await example.invoke({})).not.toBe(before);
  },
);

test.each([
  [
    'rejection',
    `Promise.reject(new TypeError('forgotten'))`,
    'Runtime.UnhandledPromiseRejection',
    'TypeError: forgotten',
  ],
  ['exception', `setImmediate(() => { throw new TypeError('thrown'); })`, 'TypeError', 'thrown'],
])('an unhandled %s fails the event and ends the environment', async (_what, code, name, errorMessage) => {
  await using example = await opened(`export const handler = async (event) => {
    if (event.go) { ${code}; await new Promise(() => {}); }
    return process.pid;
  };`);
  const before = await example.invoke({});

  const failure = await example.failure({ go: true });
  expect(failure.name).toBe(name);
  expect(JSON.parse(failure.message)).toMatchObject({ errorType: name, errorMessage });
  expect(await example.invoke({})).not.toBe(before);
});

test.each([
  ['waits', 'await new Promise(() => {})'],
  ['computes', 'for (;;);'],
])('a function that %s too long is killed and replaced', async (_what, code) => {
  const source = `export const handler = async (event) => { if (event.hang) { ${code} } return process.pid; };`;
  await using example = await opened(source, { spec: { timeoutSeconds: 1 } });
  const before = await example.invoke({});

  const { name, message } = await example.failure({ hang: true });
  expect(name).toBe('Sandbox.Timedout');
  expect(JSON.parse(message).errorMessage).toMatch(
    /^RequestId: \S{36} Error: Task timed out after 1\.00 seconds$/,
  );
  expect(await example.invoke({})).not.toBe(before);
  expect(await example.log()).toContainEqual(expect.stringMatching(/\tREPORT .*\tStatus: timeout$/));
});

test('a function that takes more memory than the template gives it is killed', async () => {
  await using example = await opened(
    `export const handler = async () => {
      const all = [];
      for (;;) { all.push(Buffer.alloc(10_000_000, 1)); await new Promise((resolve) => setTimeout(resolve, 10)); }
    };`,
    { spec: { memoryMegabytes: 192 } },
  );

  const { name, message } = await example.failure({});
  expect(name).toBe('Runtime.ExitError');
  expect(message).toContain('signal: killed');
  const report = (await example.log()).find((line) => line.includes('REPORT'));
  expect(Number(/Max Memory Used: (\d+) MB/.exec(report ?? '')?.[1])).toBeGreaterThan(192);
});

test('what happens after the answer does not take it back', async () => {
  await using example = await opened(`export const handler = async () => {
    setImmediate(() => process.exit(1));
    return 'done';
  };`);

  expect(await example.invoke({})).toBe('done');
});

test('a folder that is not there fails the event and nothing else', async () => {
  await using example = await opened(echo, { root: '/no/such/folder' });

  expect(await example.failure({})).toMatchObject({
    name: 'Runtime.ExitError',
    message: expect.stringContaining('could not be started'),
  });
});

test('a crash that is asked for ends the environment with the event in its hands', async () => {
  const asked: unknown[] = [];
  await using example = await opened('export const handler = async () => process.pid;', {
    around: (folder, payload, work) => {
      asked.push([folder, payload]);
      return work((payload as { bad?: boolean }).bad ? 'crash' : undefined);
    },
  });
  const before = await example.invoke({});

  expect(await example.failure({ bad: true })).toMatchObject({
    name: 'Runtime.ExitError',
    message: expect.stringContaining('exit status 1'),
  });
  expect(await example.invoke({})).not.toBe(before);
  expect(asked).toEqual([
    ['example', {}],
    ['example', { bad: true }],
    ['example', {}],
  ]);
});

test('what is too large is refused on its way in, and failed on its way out', async () => {
  await using example = await opened(`export const handler = async (event) =>
    event.large ? 'x'.repeat(event.large) : Object.keys(event);`);
  const most = 6 * 1024 * 1024;

  expect(await example.failure({ x: 'x'.repeat(most) })).toMatchObject({
    name: 'Lambda.RequestTooLargeException',
    message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
  });
  expect(await example.invoke({ x: 'x'.repeat(most - 8) })).toEqual(['x']);
  expect(await example.invoke({ large: most + 98 })).toHaveLength(most + 98);
  expect(JSON.parse((await example.failure({ large: most + 99 })).message)).toEqual({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage:
      'Response payload size (6291557 bytes) exceeded maximum allowed payload size (6291556 bytes).',
  });
});

test('what a function has started ends with it', async () => {
  await using example = await opened(`
    import { spawn } from 'node:child_process';
    export const handler = async () => spawn('sleep', ['600'], { stdio: 'inherit' }).pid;`);
  const pid = (await example.invoke({})) as number;

  await example.functions[Symbol.asyncDispose]();

  expect(await stateOf(pid)).toBe('gone');
});

/** A process that nobody has waited for yet is gone, too. */
async function stateOf(pid: number): Promise<string> {
  const { execFile } = await import('node:child_process');
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'stat=', '-p', String(pid)], (_error, stdout) =>
      resolve(stdout.trim() === '' || stdout.startsWith('Z') ? 'gone' : stdout.trim()),
    );
  });
}
