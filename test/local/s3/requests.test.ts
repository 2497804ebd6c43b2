import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetBucketLocationCommand,
  GetBucketNotificationConfigurationCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { filesIn } from './files-in.ts';
import { account, failureOf, type RunningS3, runS3, signed } from './running-s3.ts';

let running: RunningS3;
beforeAll(async () => {
  running = await runS3();
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

const codeIn = (text: string) => /<Code>(.*)<\/Code>/.exec(text)?.[1];

describe('what is not supported says so', () => {
  test.each([
    ['PUT', '/new-bucket', {}],
    ['DELETE', '/plain', {}],
    ['PUT', '/plain?versioning', {}],
    ['PUT', '/plain?cors', {}],
    ['DELETE', '/plain?cors', {}],
    ...['acl', 'policy', 'lifecycle', 'website', 'encryption', 'object-lock', 'logging'].flatMap(
      (name): [string, string, object][] => [
        ['GET', `/plain?${name}`, {}],
        ['PUT', `/plain?${name}`, {}],
      ],
    ),
    ['PUT', '/plain?notification', {}],
    ['GET', '/plain/a?acl', {}],
    ['PUT', '/plain/a?tagging', {}],
    ['GET', '/plain/a?torrent', {}],
    ['GET', '/plain/a?attributes', {}],
    ['PUT', '/plain/a?retention', {}],
    ['PUT', '/plain/a?legal-hold', {}],
    ['POST', '/plain/a?restore', {}],
    ['POST', '/plain/a?select&select-type=2', {}],
    ['POST', '/plain', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['PUT', '/plain/a', { 'x-amz-server-side-encryption': 'aws:kms' }],
    ['PUT', '/plain/a', { 'x-amz-server-side-encryption-aws-kms-key-id': 'a' }],
    ['PUT', '/plain/a', { 'x-amz-server-side-encryption-customer-algorithm': 'AES256' }],
    ['PUT', '/plain/a', { 'x-amz-storage-class': 'GLACIER' }],
    ['PUT', '/plain/a', { 'x-amz-tagging': 'a=b' }],
    ['PUT', '/plain/a', { 'x-amz-website-redirect-location': '/b' }],
    ['PUT', '/plain/a', { 'x-amz-object-lock-mode': 'GOVERNANCE' }],
    ['PUT', '/plain/a', { 'x-amz-write-offset-bytes': '0' }],
    ['PUT', '/plain/a', { 'if-modified-since': 'Sat, 01 Jan 2000 00:00:00 GMT' }],
    ['PUT', '/plain/a', { 'content-range': 'bytes 0-1/2' }],
    ['GET', '/plain/a', { 'x-amz-request-payer': 'requester' }],
    ['GET', '/plain/a', { 'x-amz-never-heard-of': 'x' }],
    ['DELETE', '/plain/a', { 'x-amz-mfa': 'x' }],
    ['DELETE', '/plain/a', { 'if-none-match': '*' }],
    ['POST', '/plain/a?uploads', { 'if-none-match': '*' }],
  ] as [string, string, Record<string, string>][])('%s %s %j', async (method, target, headers) => {
    const body = method === 'PUT' ? 'x' : '';
    const { status, text } = await running.send(method, target, { headers, body });
    expect([status, codeIn(text)]).toEqual([501, 'NotImplemented']);
    const [name] = Object.keys(headers);
    if (name !== undefined && name !== 'content-type') expect(text.toLowerCase()).toContain(name);
    expect(running.s3.current('plain', 'a')).toBeUndefined();
  });

  test('access lists are refused as S3 does, since there are none', async () => {
    for (const headers of [{ 'x-amz-acl': 'public-read' }, { 'x-amz-grant-read': 'id=1' }]) {
      const { status, text } = await running.send('PUT', '/plain/a', { headers, body: 'x' });
      expect([status, codeIn(text)]).toEqual([400, 'AccessControlListNotSupported']);
    }
  });

  test('a method that there is not', async () => {
    expect((await running.send('PATCH', '/plain/a')).status).toBe(405);
  });
});

test('what changes nothing here is taken', async () => {
  const headers = {
    'x-amz-server-side-encryption': 'AES256',
    'x-amz-storage-class': 'STANDARD',
    'x-amz-acl': 'bucket-owner-full-control',
    'x-amz-expected-bucket-owner': account,
  };
  expect((await running.send('PUT', '/plain/taken?x-id=PutObject', { headers, body: 'x' })).status).toBe(200);
  const stranger = { 'x-amz-expected-bucket-owner': '111122223333' };
  const { status, text } = await running.send('GET', '/plain/taken', { headers: stranger });
  expect([status, codeIn(text)]).toEqual([403, 'AccessDenied']);
});

test('an error is one as S3 writes it', async () => {
  const { status, headers, text } = await running.send('GET', '/plain/not%20there%3Ca%3E');
  expect([status, headers['content-type']]).toEqual([404, 'application/xml']);
  expect(text).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>not there&lt;a&gt;</Key><Resource>/plain/not%20there%3Ca%3E</Resource><RequestId>${headers['x-amz-request-id']}</RequestId></Error>`,
  );
  const head = await running.send('HEAD', '/plain/not%20there');
  expect([head.status, head.body.length]).toEqual([404, 0]);
});

test('a bucket is found by the host name too', async () => {
  const host = 'plain.localhost';
  await running.send('PUT', '/a//b%20c', { host, body: 'by its host' });
  expect(running.s3.current('plain', 'a//b c')?.bytes).toBe(11);
  expect((await running.send('GET', '/plain/a//b%20c', { host: 'localhost' })).text).toBe('by its host');
  expect((await running.send('GET', '/?list-type=2', { host })).text).toContain('<Key>a//b c</Key>');
  expect(codeIn((await running.send('GET', '/a', { host: 'nowhere.localhost' })).text)).toBe('NoSuchBucket');
});

test('buckets are what the template says', async () => {
  const { Buckets } = await running.client.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toEqual(['plain', 'telling', 'versioned']);
  const head = await running.client.send(new HeadBucketCommand({ Bucket: 'plain' }));
  expect(head.BucketRegion).toBe('us-east-1');
  const nowhere = await failureOf(running.client.send(new HeadBucketCommand({ Bucket: 'nowhere' })));
  expect(nowhere.status).toBe(404);
  const { LocationConstraint } = await running.client.send(new GetBucketLocationCommand({ Bucket: 'plain' }));
  expect(LocationConstraint).toBeFalsy();
});

test('an object has no tags', async () => {
  const at = { Bucket: 'plain', Key: 'untagged' };
  await running.client.send(new PutObjectCommand({ ...at, Body: 'x' }));
  expect((await running.client.send(new GetObjectTaggingCommand(at))).TagSet).toEqual([]);
});

describe('many deletes in one request', () => {
  const ask = (body: string, headers: Record<string, string> = { 'x-amz-checksum-crc32': '' }) => {
    const checked = 'x-amz-checksum-crc32' in headers ? { 'content-md5': md5(body) } : headers;
    return running.send('POST', '/plain?delete', { headers: checked, body });
  };
  test.each([
    ['', 'MalformedXML'],
    ['<Delete></Delete>', 'MalformedXML'],
    ['<Delete><Object><Key>a</Key></Object>', 'MalformedXML'],
    ['<Delete><Object><Key>a</Key></Objekt></Delete>', 'MalformedXML'],
    ['<Delete><Object><Key></Key></Object></Delete>', 'MalformedXML'],
    ['<Delete><Object><Key>&unknown;</Key></Object></Delete>', 'MalformedXML'],
    ['<Delete><Object><Key>a & b</Key></Object></Delete>', 'MalformedXML'],
    ['<!DOCTYPE a [<!ENTITY b "c">]><Delete><Object><Key>&b;</Key></Object></Delete>', 'MalformedXML'],
    ['<Other><Object><Key>a</Key></Object></Other>', 'MalformedXML'],
    [`<Delete>${'<Object><Key>a</Key></Object>'.repeat(1001)}</Delete>`, 'MalformedXML'],
    ['<Delete><Object><Key>a</Key><Size>1</Size></Object></Delete>', 'NotImplemented'],
  ])('%.60s is %s', async (body, code) => {
    expect(codeIn((await ask(body)).text)).toBe(code);
  });

  test('a list that could be garbled is not taken', async () => {
    const body = '<Delete><Object><Key>a</Key></Object></Delete>';
    const { status, text } = await ask(body, {});
    expect([status, codeIn(text)]).toEqual([400, 'InvalidRequest']);
  });

  test('keys come in references, CDATA and namespaces, and quiet is quiet', async () => {
    for (const Key of ['a & <b>', '😀', '\r\n']) {
      await running.client.send(new PutObjectCommand({ Bucket: 'plain', Key, Body: 'x' }));
    }
    const xml = `<?xml version="1.0"?><!-- all --><s3:Delete xmlns:s3="http://s3.amazonaws.com/doc/2006-03-01/">
      <s3:Quiet>true</s3:Quiet>
      <s3:Object><s3:Key>a &amp; <![CDATA[<b>]]></s3:Key></s3:Object>
      <s3:Object><s3:Key>&#x1F600;</s3:Key></s3:Object>
      <s3:Object><s3:Key>&#13;&#10;</s3:Key></s3:Object>
    </s3:Delete>`;
    const { status, text } = await ask(xml);
    expect([status, text.includes('<Deleted>'), text.includes('<Error>')]).toEqual([200, false, false]);
    for (const key of ['a & <b>', '😀', '\r\n']) expect(running.s3.current('plain', key)).toBeUndefined();
  });

  const md5 = (text: string) => createHash('md5').update(text).digest('base64');
});

describe('who may not, is told before the body is wanted', () => {
  const refusals: [string, Record<string, string>, string][] = [
    ['unsigned', {}, 'AccessDenied'],
    ['with another secret', signedWrongly(), 'SignatureDoesNotMatch'],
  ];
  test.each(refusals)('%s', async (_, headers, code) => {
    const socket = connect(running.port, '127.0.0.1');
    const lines = Object.entries({ host: `127.0.0.1:${running.port}`, ...headers }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    socket.write(
      `PUT /plain/unwanted HTTP/1.1\r\n${lines.join('')}content-length: 5\r\nexpect: 100-continue\r\n\r\n`,
    );
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    await once(socket, 'close');
    expect(text).toMatch(/^HTTP\/1\.1 403 /);
    expect([codeIn(text), text.includes('100 Continue')]).toEqual([code, false]);
    expect(running.s3.current('plain', 'unwanted')).toBeUndefined();
  });

  test('a body that comes all the same does not keep the answer from its sender', async () => {
    const body = Buffer.alloc(30_000_000);
    const { status, text } = await running.send('PUT', '/plain/unwanted', { sign: false, body });
    expect([status, codeIn(text)]).toEqual([403, 'AccessDenied']);
  });

  test('one that may is asked for it', async () => {
    const slow = running.slowPut('/plain/wanted', 'hello');
    await slow.begun;
    expect(running.s3.current('plain', 'wanted')).toBeUndefined();
    expect(await slow.finish()).toEqual([200, undefined]);
  });

  function signedWrongly(): Record<string, string> {
    const all = signed(1, 'PUT', '/plain/unwanted', { body: 'hello' });
    const { authorization = '', host: _, ...rest } = all;
    return { ...rest, authorization };
  }
});

test('a connection that breaks in the middle of a body stores nothing and leaves nothing', async () => {
  const before = await filesIn(running.folder);
  const slow = running.slowPut('/plain/broken', 'x'.repeat(1_000_000));
  await slow.begun;
  await until(async () => (await filesIn(running.folder)).length > before.length);
  await slow.breakOff();
  await until(async () => (await filesIn(running.folder)).length === before.length);
  expect(running.s3.current('plain', 'broken')).toBeUndefined();
  expect(await filesIn(running.folder)).toEqual(before);
});

test('a body that is not asked for is held against its signature all the same', async () => {
  const port = running.port;
  const headers = signed(port, 'DELETE', '/plain/a', { body: 'other' });
  const { status } = await running.send('DELETE', '/plain/a', { sign: false, headers, body: 'bytes' });
  expect(status).toBe(400);
  expect((await running.send('DELETE', '/plain/a', { body: 'bytes' })).status).toBe(204);
});

test('closed in the middle of it all, it ends all and leaves nothing half done', async () => {
  const folder = await mkdtemp(join(tmpdir(), 's3-'));
  {
    await using closing = await runS3({ folder });
    const at = { Bucket: 'plain', Key: 'large' };
    await closing.client.send(new PutObjectCommand({ ...at, Body: Buffer.alloc(20_000_000) }));
    const reading = connect(closing.port, '127.0.0.1');
    const headers = Object.entries(signed(closing.port, 'GET', '/plain/large', {}));
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    reading.write(`GET /plain/large HTTP/1.1\r\n${lines}\r\n`);
    await once(reading, 'readable'); // and read no further
    const slow = closing.slowPut('/plain/half', 'x'.repeat(1_000_000));
    await slow.begun;
    await closing.s3[Symbol.asyncDispose]();
    reading.destroy();
    expect(await filesIn(folder)).toHaveLength(1);
  }
  await rm(folder, { recursive: true });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('says of a bucket whether it sends its events to EventBridge', async () => {
  const of = async (Bucket: string) => {
    const { $metadata: _, ...said } = await running.client.send(
      new GetBucketNotificationConfigurationCommand({ Bucket }),
    );
    return said;
  };

  expect(await of('telling')).toEqual({ EventBridgeConfiguration: {} });
  expect(await of('plain')).toEqual({});
});
