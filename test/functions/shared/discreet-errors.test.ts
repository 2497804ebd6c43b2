import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from '@jest/globals';
import { withDiscreetErrors } from '../../../functions/shared/discreet-errors.ts';
import { type Answer, scriptedServer } from '../../support/scripted-server.ts';

const sessionToken = 'the session/token==';

async function errorAfter(answer: Answer, Key = 'k') {
  await using server = await scriptedServer([answer]);
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'the secret', sessionToken };
  const { endpoint } = server;
  const client = withDiscreetErrors(
    new S3Client({ region: 'eu-central-1', endpoint, credentials, forcePathStyle: true, maxAttempts: 1 }),
  );
  const command =
    Key === 'k' ? new GetObjectCommand({ Bucket: 'b', Key }) : new HeadObjectCommand({ Bucket: 'b', Key });
  return await client.send(command).then(
    () => undefined,
    (error) => error as Error & Record<string, unknown>,
  );
}

const xml = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<Error>${body}</Error>`,
});

test('an error keeps its name, its status and what was said in one line', async () => {
  const error = await errorAfter(
    xml(404, '<Code>NoSuchKey</Code><Message>There is none.</Message><Key>k</Key>'),
  );

  expect(error).toMatchObject({
    name: 'NoSuchKey',
    message: 'There is none.',
    $metadata: { httpStatusCode: 404, attempts: 1 },
  });
  expect(error?.stack).toContain('There is none.');
});

test('a connection that broke is still told from a request that was never sent', async () => {
  expect(await errorAfter('reset')).toMatchObject({
    message: expect.stringMatching(/hang up|ECONNRESET/),
    $metadata: { attempts: 1 },
  });
});

test('neither an explanation nor a token stays on an error', async () => {
  const said = `Wrong for ${sessionToken}.\nIt should have been x-amz-security-token:${sessionToken}`;
  const error = await errorAfter(
    xml(403, `<Code>SignatureDoesNotMatch</Code><Message>${said}</Message><StringToSign>AWS4</StringToSign>`),
  );

  expect(error?.message).toBe('Wrong for ….');
  expect(JSON.stringify({ ...error, stack: error?.stack })).not.toMatch(/the session|security-token|AWS4/);
});

test('an answer without a body is an error as ever', async () => {
  expect(await errorAfter(403, 'other')).toMatchObject({ $metadata: { httpStatusCode: 403 } });
});
