import { execFile } from 'node:child_process';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, test } from '@jest/globals';
import { checkBody, scopeOf, type Terms, verifySignature } from '../../../local/signature/index.ts';
import { type Received, receivedFrom } from './received.ts';

const credentials = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'a/secret+key=' };
const region = 'us-east-1';
const account = '000000000000';

function termsFor(service: string, secretAccessKey = credentials.secretAccessKey): Terms {
  return { credentials: { ...credentials, secretAccessKey }, region, service, now: Date.now };
}

function s3Client(endpoint: string): S3Client {
  return new S3Client({ endpoint, credentials, region, forcePathStyle: true, maxAttempts: 1 });
}

/** Verified, and refused by the same rules when the secret is another. */
function expectGood(request: Received | undefined, service: string) {
  if (request === undefined) throw new Error('Nothing was received.');
  expect(scopeOf(request)).toEqual({ service, region });
  const check = (terms: Terms) => {
    const verified = verifySignature(request, terms);
    if (service !== 's3') checkBody(verified, request.body);
    return verified;
  };
  expect(() => check(termsFor(service, 'another'))).toThrow(
    expect.objectContaining({ code: 'SignatureDoesNotMatch', status: 403 }),
  );
  return check(termsFor(service));
}

describe("the SDK's S3 client", () => {
  const put = (Key: string, more: object = {}) =>
    new PutObjectCommand({ Bucket: 'b', Key, Body: 'x', ...more });

  test.each([
    ['a plain key', put('uploads/photo.jpg')],
    ['a key that a URL would have to escape', put("a b+c!'()*~&=?#%2F;:@$,")],
    ['a key with empty segments', put('a//b///c')],
    ['a key with dots that a URL would resolve', put('a/../b/./c')],
    ['a key that is not ASCII', put('ünïcödé/日本/🌅')],
    ['metadata with spaces in it', put('k', { Metadata: { note: '  two   spaces  ', other: 'x' } })],
    ['conditions and a content type', put('k', { IfNoneMatch: '*', ContentType: 'image/jpeg' })],
    ['a range', new GetObjectCommand({ Bucket: 'b', Key: 'k', Range: 'bytes=0-9' })],
    [
      'a listing',
      new ListObjectsV2Command({ Bucket: 'b', Prefix: 'a+b c&=/é', Delimiter: '/', StartAfter: '~' }),
    ],
    [
      'a deletion of many',
      new DeleteObjectsCommand({ Bucket: 'b', Delete: { Objects: [{ Key: '1' }, { Key: '2' }] } }),
    ],
  ])('signs %s so that it is let in', async (_, command) => {
    const [request] = await receivedFrom((origin) =>
      s3Client(origin)
        .send(command as PutObjectCommand)
        .catch(() => undefined),
    );
    const { payload, presigned } = expectGood(request, 's3');
    expect(presigned).toBe(false);
    expect(payload.kind).toBe('sha256');
  });

  test('sends a stream in chunks that are not signed, with a trailer', async () => {
    const [request] = await receivedFrom((origin) =>
      s3Client(origin).send(put('k', { Body: Readable.from([Buffer.alloc(10_000)]), ContentLength: 10_000 })),
    );
    expect(expectGood(request, 's3').payload).toEqual({ kind: 'chunks', trailer: true });
  });

  test.each([
    ['PUT', put("a b+c!'()*//../é", { ContentLength: 1, IfNoneMatch: '*', Metadata: { a: 'b  c' } })],
    ['GET', new GetObjectCommand({ Bucket: 'b', Key: 'k', ResponseContentDisposition: 'a; b="c d+"' })],
  ])('presigns a %s so that it is let in', async (method, command) => {
    const [request] = await receivedFrom(async (origin) => {
      const url = await getSignedUrl(s3Client(origin), command as PutObjectCommand, { expiresIn: 60 });
      await curl('--path-as-is', '-X', method, ...(method === 'PUT' ? putHeaders : []), url);
    });
    expect(expectGood(request, 's3')).toEqual({ presigned: true, payload: { kind: 'unsigned' } });
  });
});

describe('the SDK for a service other than S3', () => {
  test.each([
    [
      'sqs',
      (endpoint: string) =>
        new SQSClient({ endpoint, credentials, region }).send(
          new SendMessageCommand({ QueueUrl: `${endpoint}/${account}/q`, MessageBody: 'é & \n' }),
        ),
    ],
    [
      'sns',
      (endpoint: string) =>
        new SNSClient({ endpoint, credentials, region }).send(
          new PublishCommand({ TopicArn: `arn:aws:sns:${region}:${account}:t`, Message: 'é & +' }),
        ),
    ],
    [
      'states',
      (endpoint: string) =>
        new SFNClient({ endpoint, credentials, region }).send(
          new DescribeExecutionCommand({ executionArn: `arn:aws:states:${region}:${account}:execution:m:e` }),
        ),
    ],
  ])('signs a request to %s so that it is let in, with its body and no other', async (service, send) => {
    const [request] = await receivedFrom((origin) => send(origin).catch(() => undefined));
    expectGood(request, service);
    if (request === undefined) throw new Error('Nothing was received.');
    const verified = verifySignature(request, termsFor(service));
    expect(() => checkBody(verified, Buffer.from('another'))).toThrow(
      expect.objectContaining({ code: 'SignatureDoesNotMatch', status: 403 }),
    );
  });
});

// 7.88, the oldest tried, sends queries and paths as they are given: they have to be in order and escaped already.
describe('curl --aws-sigv4', () => {
  test.each([
    ['s3', '/bucket/a%20b%2B%C3%A9.jpg', ['-T', '-', '-H', 'x-amz-content-sha256: UNSIGNED-PAYLOAD']],
    ['s3', '/bucket/?list-type=2&prefix=a%2Fb', ['-H', 'x-amz-content-sha256: UNSIGNED-PAYLOAD']],
    ['s3', '/bucket/k', ['-H', 'x-amz-content-sha256: UNSIGNED-PAYLOAD', '-H', 'x-amz-meta-a:  b   c ']],
    ['s3', '/bucket/%C3%A4', ['-H', 'x-amz-content-sha256: UNSIGNED-PAYLOAD', '-H', 'x-amz-meta-a: à é']],
    ['lambda', '/', ['-d', '{"fileName":"photo.jpg"}', '-H', 'content-type: application/json']],
    ['lambda', '/?key=uploads%2Fphoto.jpg', []],
  ])('is let in to %s%s', async (service, path, more) => {
    const [request] = await receivedFrom((origin) =>
      curl(
        ...['--aws-sigv4', `aws:amz:${region}:${service}`, '--user'],
        userOf(credentials),
        ...more,
        origin + path,
      ),
    );
    expectGood(request, service);
  });
});

const putHeaders = ['-d', 'x', '-H', 'if-none-match: *', '-H', 'content-type:'];

function userOf({ accessKeyId, secretAccessKey }: typeof credentials): string {
  return `${accessKeyId}:${secretAccessKey}`;
}

async function curl(...options: string[]): Promise<void> {
  const running = promisify(execFile)('curl', ['-sS', ...options]);
  running.child.stdin?.end('x');
  await running;
}
