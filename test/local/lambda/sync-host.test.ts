import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { opened, reach } from './opened.ts';

const sfn = fileURLToPath(import.meta.resolve('@aws-sdk/client-sfn'));

test('StartSyncExecution of the real SDK finds its way, though it puts sync- before the host', async () => {
  const hosts: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    hosts.push(request.headers.host);
    request.resume().on('end', () => response.end('{"executionArn":"arn:execution","status":"SUCCEEDED"}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await using example = await opened(
    `import sdk from ${JSON.stringify(sfn)};
    const client = new sdk.SFNClient({ maxAttempts: 1 });
    export const handler = async () => {
      const started = await client.send(new sdk.StartSyncExecutionCommand({ stateMachineArn: 'arn:machine', input: '{}' }));
      const named = await client.send(new sdk.DescribeExecutionCommand({ executionArn: 'arn:execution' }));
      return [started.status, named.status];
    };`,
    { environment: { ...reach, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` } },
  );

  expect(await example.invoke({})).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  expect(hosts).toEqual([`sync-127.0.0.1:${port}`, `127.0.0.1:${port}`]);
  server.closeAllConnections();
  server.close();
});

test('no other name is resolved in another way', async () => {
  await using example = await opened(`
    import { lookup } from 'node:dns';
    import { promisify } from 'node:util';
    const look = (name) => new Promise((resolve) => lookup(name, { family: 4 }, (error, address) => resolve(error?.code ?? address)));
    export const handler = async (names) => [await Promise.all(names.map(look)), await promisify(lookup)('127.0.0.1')];`);

  expect(
    await example.invoke(['sync-127.0.0.1', 'sync-localhost', '127.0.0.1', 'sync-sync-127.0.0.1']),
  ).toEqual([
    ['127.0.0.1', '127.0.0.1', '127.0.0.1', expect.stringMatching(/^E/)],
    { address: '127.0.0.1', family: 4 },
  ]);
});
