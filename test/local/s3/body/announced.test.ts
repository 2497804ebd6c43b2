import { describe, expect, test } from '@jest/globals';
import { receiveBody } from '../../../../local/s3/body/index.ts';
import type { Payload } from '../../../../local/signature/index.ts';
import { chunksPayload, hashOf, received, requestOf } from './encoded.ts';

const hello = Buffer.from('hello');
const unsigned: Payload = { kind: 'unsigned' };
const length = { 'content-length': '5' };
const sha256 = hashOf('sha256', hello);

// What the catalogue of CRCs gives as each one's check value, and OpenSSL's hashes.
const digits = Buffer.from('123456789');
const checksums = [
  ['CRC32', 'x-amz-checksum-crc32', base64('cbf43926')],
  ['CRC32C', 'x-amz-checksum-crc32c', base64('e3069283')],
  ['CRC64NVME', 'x-amz-checksum-crc64nvme', base64('ae8b14860a799888')],
  ['SHA1', 'x-amz-checksum-sha1', hashOf('sha1', digits).toString('base64')],
  ['SHA256', 'x-amz-checksum-sha256', hashOf('sha256', digits).toString('base64')],
] as const;

function base64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}

describe('a checksum is held against the body', () => {
  test.each(checksums)('%s in a header', async (algorithm, header, value) => {
    const headers = { 'content-length': '9', [header]: value, 'x-amz-sdk-checksum-algorithm': algorithm };
    const { digest } = await received(requestOf([digits], headers), unsigned);
    expect(digest).toEqual({
      ...{ bytes: 9, md5: '25f9e794323b453885f5181f1b624d0b' },
      checksum: { algorithm, value },
    });
    const other = requestOf([Buffer.from('123456780')], headers);
    await expect(received(other, unsigned)).rejects.toMatchObject({
      ...{ name: 'BodyError', code: 'BadDigest', status: 400 },
      message: expect.stringContaining(algorithm),
    });
  });

  test.each(checksums)('%s in a trailer', async (algorithm, header, value) => {
    const headers = { 'x-amz-decoded-content-length': '9', 'x-amz-trailer': header };
    const body = (data: string) => [Buffer.from(`9\r\n${data}\r\n0\r\n${header}:${value}\r\n\r\n`)];
    const { digest } = await received(requestOf(body('123456789'), headers), chunksPayload(false, true));
    expect(digest.checksum).toEqual({ algorithm, value });
    await expect(
      received(requestOf(body('123456780'), headers), chunksPayload(false, true)),
    ).rejects.toMatchObject({ code: 'BadDigest' });
  });

  test('in the query of a presigned link', async () => {
    const url = `/b/k?x-amz-checksum-crc32=${encodeURIComponent(base64('cbf43926'))}&x-amz-sdk-checksum-algorithm=CRC32`;
    const headers = { 'content-length': '9' };
    const { digest } = await received(requestOf([digits], headers, url), unsigned);
    expect(digest.checksum).toEqual({ algorithm: 'CRC32', value: base64('cbf43926') });
    const other = requestOf([Buffer.from('123456780')], headers, url);
    await expect(received(other, unsigned)).rejects.toMatchObject({ code: 'BadDigest' });
  });

  test('unless it is that of a whole object', async () => {
    const headers = { ...length, 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-checksum-type': 'FULL_OBJECT' };
    const verified = { payload: unsigned, presigned: false };
    const body = receiveBody(requestOf([hello], headers), verified, 10, { checksums: false });
    for await (const _ of body.chunks);
    expect(body.digest()).toEqual({ bytes: 5, md5: '5d41402abc4b2a76b9719d911017c592' });
  });
});

describe('a hash is held against the body', () => {
  test.each([
    ['Content-MD5', { 'content-md5': 'XUFAKrxLKna5cZ2REBfFkg==' }, unsigned, 'BadDigest'],
    [
      'x-amz-content-sha256',
      {},
      { kind: 'sha256', hex: sha256.toString('hex') },
      'XAmzContentSHA256Mismatch',
    ],
  ] as [string, Record<string, string>, Payload, string][])('%s', async (_, headers, payload, code) => {
    const request = (body: string) => requestOf([Buffer.from(body)], { ...length, ...headers });
    expect((await received(request('hello'), payload)).digest.bytes).toBe(5);
    await expect(received(request('hellp'), payload)).rejects.toMatchObject({ code, status: 400 });
  });
});

describe('refused before a byte is read', () => {
  const two = { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-checksum-sha1': 'x' };
  const trailer = { 'x-amz-decoded-content-length': '5', 'x-amz-trailer': 'x-amz-checksum-crc32' };
  const trailing = chunksPayload(false, true);

  test.each<[string, Record<string, string>, Payload, code: string, status: number, message: RegExp]>([
    ['no length', {}, unsigned, 'MissingContentLength', 411, /content-length/],
    [
      'chunks without a decoded length',
      length,
      trailing,
      'MissingContentLength',
      411,
      /x-amz-decoded-content-length/,
    ],
    [
      'a length that is none',
      { ...trailer, 'x-amz-decoded-content-length': '5.0' },
      trailing,
      'InvalidRequest',
      400,
      /number/,
    ],
    ['too many bytes', { 'content-length': '11' }, unsigned, 'EntityTooLarge', 400, /exceeds/],
    [
      'too many bytes in chunks',
      { ...trailer, 'x-amz-decoded-content-length': '11' },
      trailing,
      'EntityTooLarge',
      400,
      /exceeds/,
    ],
    [
      'an MD5 that is none',
      { ...length, 'content-md5': 'abc' },
      unsigned,
      'InvalidDigest',
      400,
      /Content-MD5/,
    ],
    [
      'an MD5 in hex',
      { ...length, 'content-md5': '5d41402abc4b2a76b9719d911017c592' },
      unsigned,
      'InvalidDigest',
      400,
      /Content-MD5/,
    ],
    [
      'chunks that are not declared',
      { ...length, 'content-encoding': 'aws-chunked' },
      unsigned,
      'InvalidRequest',
      400,
      /STREAMING-/,
    ],
    ['two checksums', { ...length, ...two }, unsigned, 'InvalidRequest', 400, /single x-amz-checksum-/],
    [
      'one checksum before and one after',
      { ...trailer, 'x-amz-checksum-crc32': 'AAAAAA==' },
      trailing,
      'InvalidRequest',
      400,
      /single x-amz-checksum-/,
    ],
    [
      'a checksum that is no base64',
      { ...length, 'x-amz-checksum-crc32': '!' },
      unsigned,
      'InvalidRequest',
      400,
      /x-amz-checksum-crc32/,
    ],
    [
      'a checksum of another length',
      { ...length, 'x-amz-checksum-crc32': 'AAAA' },
      unsigned,
      'InvalidRequest',
      400,
      /x-amz-checksum-crc32/,
    ],
    [
      'a checksum without its padding',
      { ...length, 'x-amz-checksum-crc32': 'AAAAAA' },
      unsigned,
      'InvalidRequest',
      400,
      /x-amz-checksum-crc32/,
    ],
    [
      'a checksum that is not supported',
      { ...length, 'x-amz-checksum-xxhash64': 'AAAAAA==' },
      unsigned,
      'InvalidRequest',
      400,
      /xxhash64 is not supported/,
    ],
    [
      'an algorithm without its checksum',
      { ...length, 'x-amz-sdk-checksum-algorithm': 'CRC32' },
      unsigned,
      'InvalidRequest',
      400,
      /no corresponding/,
    ],
    [
      'an algorithm with another checksum',
      { ...length, 'x-amz-sdk-checksum-algorithm': 'SHA1', 'x-amz-checksum-crc32': 'AAAAAA==' },
      unsigned,
      'InvalidRequest',
      400,
      /no corresponding/,
    ],
    [
      'an algorithm that is none',
      { ...length, 'x-amz-sdk-checksum-algorithm': 'MD5' },
      unsigned,
      'InvalidRequest',
      400,
      /CRC64NVME/,
    ],
    [
      'a trailer that is no checksum',
      { ...trailer, 'x-amz-trailer': 'x-amz-meta-a' },
      trailing,
      'InvalidRequest',
      400,
      /x-amz-trailer/,
    ],
    [
      'a trailer not named',
      { 'x-amz-decoded-content-length': '5' },
      trailing,
      'InvalidRequest',
      400,
      /x-amz-trailer/,
    ],
    [
      'a trailer to a body without chunks',
      { ...length, 'x-amz-trailer': 'x-amz-checksum-crc32' },
      unsigned,
      'InvalidRequest',
      400,
      /-TRAILER/,
    ],
  ])('%s', (_, headers, payload, code, status, message) => {
    const request = requestOf([hello], headers);
    expect(() => receiveBody(request, { payload, presigned: false }, 10)).toThrow(
      expect.objectContaining({ name: 'BodyError', code, status, message: expect.stringMatching(message) }),
    );
  });
});
