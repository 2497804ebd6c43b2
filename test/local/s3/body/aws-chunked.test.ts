import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Terms, verifySignature } from '../../../../local/signature/index.ts';
import { chunksPayload, type Encoding, encoded, hashOf, received, requestOf } from './encoded.ts';

const kinds = [
  ['signed', { signed: true }],
  ['signed, with a trailer', { signed: true, trailer: true }],
  ['not signed, with a trailer', { signed: false, trailer: true }],
] as const;
const data = randomBytes(20_000);
const sizes = [8192, 11_000, 808];

function trailerOf(bytes: Buffer): [string, string] {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(bytes));
  return ['x-amz-checksum-crc32', checksum.toString('base64')];
}

function headersOf(bytes: Buffer, trailer: boolean) {
  return {
    'x-amz-decoded-content-length': `${bytes.length}`,
    ...(trailer && { 'x-amz-trailer': 'x-amz-checksum-crc32' }),
  };
}

function encodedAs(
  kind: { signed: boolean; trailer?: boolean },
  bytes = data,
  by: Encoding = { sizes },
): Buffer {
  return encoded(bytes, { ...by, signed: kind.signed, ...(kind.trailer && { trailer: trailerOf(bytes) }) });
}

describe.each(kinds)('a body in chunks, %s,', (_, kind: { signed: boolean; trailer?: boolean }) => {
  const payload = chunksPayload(kind.signed, kind.trailer ?? false);
  const headers = headersOf(data, kind.trailer ?? false);
  const wire = encodedAs(kind);

  test('comes out as it went in, with its digests', async () => {
    const { data: out, digest } = await received(requestOf([wire], headers), payload);
    expect(out.equals(data)).toBe(true);
    expect(digest).toEqual({
      bytes: data.length,
      md5: hashOf('md5', data).toString('hex'),
      ...(kind.trailer && { checksum: { algorithm: 'CRC32', value: trailerOf(data)[1] } }),
    });
  });

  test('is the same wherever the network cuts it in two', async () => {
    const small = data.subarray(0, 8300);
    const cut = encodedAs(kind, small, { sizes: [8192, 108] });
    const md5 = hashOf('md5', small).toString('hex');
    const framing = [...Array(120).keys()];
    const places = [
      ...framing,
      ...framing.map((at) => 8192 + at),
      ...framing.map((at) => 8312 + at),
      ...framing.map((at) => cut.length - at),
    ];
    for (const at of places) {
      const request = requestOf(
        [cut.subarray(0, at), cut.subarray(at)],
        headersOf(small, kind.trailer ?? false),
      );
      expect((await received(request, payload)).digest).toMatchObject({ md5 });
    }
  });

  test('is the same when it comes byte by byte', async () => {
    const bytes = [...wire].map((byte) => Buffer.from([byte]));
    const { data: out } = await received(requestOf(bytes, headers), payload);
    expect(out.equals(data)).toBe(true);
  });

  test('is the same in chunks and pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 8192, max: 30_000 }), { maxLength: 4 }),
        fc.integer({ min: 1, max: 9000 }),
        fc.integer({ min: 1, max: 40_000 }),
        async (large, last, piece) => {
          const all = [...large, last];
          const bytes = randomBytes(all.reduce((sum, size) => sum + size, 0));
          const body = encodedAs(kind, bytes, { sizes: all });
          const pieces = Array.from({ length: Math.ceil(body.length / piece) }, (_, nth) =>
            body.subarray(nth * piece, (nth + 1) * piece),
          );
          const request = requestOf(pieces, headersOf(bytes, kind.trailer ?? false));
          expect((await received(request, payload)).data.equals(bytes)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('may be empty', async () => {
    const nothing = Buffer.alloc(0);
    const request = requestOf(
      [encodedAs(kind, nothing, { sizes: [] })],
      headersOf(nothing, kind.trailer ?? false),
    );
    expect((await received(request, payload)).digest).toMatchObject({ bytes: 0 });
  });

  test('is incomplete wherever it ends too soon', async () => {
    for (const end of [0, 1, 50, 5000, 8192 + 90, wire.length - 100, wire.length - 2, wire.length - 1]) {
      await expect(received(requestOf([wire.subarray(0, end)], headers), payload)).rejects.toMatchObject({
        name: 'BodyError',
        code: 'IncompleteBody',
        status: 400,
      });
    }
  });

  test('is refused with anything after its end', async () => {
    const request = requestOf([wire, Buffer.from('x')], headers);
    await expect(received(request, payload)).rejects.toMatchObject({ code: 'InvalidRequest', status: 400 });
  });

  test('is refused with any byte of it changed', async () => {
    const step = 97;
    for (let at = 0; at < wire.length; at += step) {
      const changed = Buffer.from(wire);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(received(requestOf([changed], headers), payload)).rejects.toMatchObject({
        name: 'BodyError',
      });
    }
  });

  test.each([
    ['more', data.length - 1],
    ['fewer', data.length + 1],
  ])('is incomplete when it has %s bytes than announced', async (_, announced) => {
    const request = requestOf([wire], { ...headers, 'x-amz-decoded-content-length': `${announced}` });
    await expect(received(request, payload)).rejects.toMatchObject({ code: 'IncompleteBody', status: 400 });
  });

  test('is refused when chunks before the last are tiny', async () => {
    const body = encodedAs(kind, data, { sizes: [8191, 11_809] });
    await expect(received(requestOf([body], headers), payload)).rejects.toMatchObject({
      ...{ code: 'InvalidChunkSizeError', status: 403, detail: { BadChunkSize: '8191' } },
    });
  });
});

describe('the framing is refused', () => {
  const headers = { 'x-amz-decoded-content-length': '5', 'x-amz-trailer': 'x-amz-checksum-crc32' };
  const good = `x-amz-checksum-crc32:${trailerOf(Buffer.from('hello'))[1]}\r\n`;

  test.each([
    ['a size that is no number', 'x\r\nhello\r\n0\r\n', 'InvalidRequest', /size in hex/],
    ['no size', '\r\nhello\r\n0\r\n', 'InvalidRequest', /size in hex/],
    ['a negative size', '-5\r\nhello\r\n0\r\n', 'InvalidRequest', /size in hex/],
    ['a size beyond all numbers', 'ffffffffffffffffffff\r\nhello', 'InvalidRequest', /size in hex/],
    ['a size beyond what was announced', 'fffffffffffff\r\nhello', 'IncompleteBody', /or more/],
    ['a line without an end', '0'.repeat(10_000), 'InvalidRequest', /more than 256 bytes/],
    ['a line feed alone', '5\nhello\r\n0\r\n', 'InvalidRequest', /CR LF/],
    ['an extension that is not known', '5;a=b\r\nhello\r\n0\r\n', 'InvalidRequest', /size in hex/],
    [
      'a signature that nobody asked for',
      `5;chunk-signature=${'0'.repeat(64)}\r\nhello`,
      'InvalidRequest',
      /where none is due/,
    ],
    ['a chunk longer than its size', '4\r\nhello\r\n0\r\n', 'InvalidRequest', /longer than its size/],
    ['no trailer', '5\r\nhello\r\n0\r\n\r\n', 'MalformedTrailerError', /trailing data/],
    [
      'another trailer',
      `5\r\nhello\r\n0\r\nx-amz-checksum-sha1:x\r\n\r\n`,
      'MalformedTrailerError',
      /trailing data/,
    ],
    ['the trailer twice', `5\r\nhello\r\n0\r\n${good}${good}\r\n`, 'MalformedTrailerError', /trailing data/],
    [
      'a trailer without a colon',
      '5\r\nhello\r\n0\r\nx-amz-checksum-crc32\r\n\r\n',
      'MalformedTrailerError',
      /trailing data/,
    ],
    [
      'a signature of a trailer that is not signed',
      `5\r\nhello\r\n0\r\n${good}x-amz-trailer-signature:0\r\n\r\n`,
      'MalformedTrailerError',
      /trailing data/,
    ],
    [
      'a checksum that is none',
      '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:abc\r\n\r\n',
      'InvalidRequest',
      /x-amz-checksum-crc32 header is invalid/,
    ],
    [
      'the checksum of another body',
      '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n',
      'BadDigest',
      /CRC32/,
    ],
  ])('for %s', async (_, body, code, message) => {
    const request = requestOf([Buffer.from(body)], headers);
    await expect(received(request, chunksPayload(false, true))).rejects.toMatchObject({
      ...{ name: 'BodyError', code, status: 400, message: expect.stringMatching(message) },
    });
  });

  test('for a trailer where none was announced', async () => {
    const body = encoded(Buffer.from('hello'), { sizes: [5], signed: true }).toString();
    const request = requestOf([Buffer.from(body.replace(/\r\n$/, `${good}\r\n`))], {
      'x-amz-decoded-content-length': '5',
    });
    await expect(received(request, chunksPayload(true, false))).rejects.toMatchObject({
      code: 'MalformedTrailerError',
    });
  });

  test.each([
    ['a chunk', /(?<=^5;chunk-signature=)./],
    ['the last chunk', /(?<=\r\n0;chunk-signature=)./],
    ['the trailer', /(?<=trailer-signature:)./],
  ])('for a signature of %s that does not match', async (_, place) => {
    const body = encodedAs({ signed: true, trailer: true }, Buffer.from('hello'), { sizes: [5] }).toString(
      'latin1',
    );
    const wrong = body.replace(place, (digit) => (digit === '0' ? '1' : '0'));
    expect(wrong).not.toBe(body);
    await expect(
      received(requestOf([Buffer.from(wrong, 'latin1')], headers), chunksPayload(true, true)),
    ).rejects.toMatchObject({ code: 'SignatureDoesNotMatch', status: 403 });
  });

  test('for chunks without signatures, and a trailer without one, when they are due', async () => {
    const plain = encodedAs({ signed: false, trailer: true }, Buffer.from('hello'), { sizes: [5] });
    await expect(received(requestOf([plain], headers), chunksPayload(true, true))).rejects.toMatchObject({
      code: 'InvalidRequest',
    });
    const signed = encodedAs({ signed: true, trailer: true }, Buffer.from('hello'), { sizes: [5] });
    const cut = Buffer.from(
      signed.toString('latin1').replace(/x-amz-trailer-signature:.*\r\n/, ''),
      'latin1',
    );
    await expect(received(requestOf([cut], headers), chunksPayload(true, true))).rejects.toMatchObject({
      code: 'MalformedTrailerError',
    });
  });

  test('for chunks that changed their places', async () => {
    const [one, two] = [Buffer.alloc(8192, 1), Buffer.alloc(8192, 2)];
    const body = encoded(Buffer.concat([one, two]), { sizes: [8192, 8192], signed: true });
    const length = '2000;chunk-signature='.length + 64 + 2 + 8192 + 2;
    const swapped = Buffer.concat([
      body.subarray(length, 2 * length),
      body.subarray(0, length),
      body.subarray(2 * length),
    ]);
    const request = requestOf([swapped], { 'x-amz-decoded-content-length': '16384' });
    await expect(received(request, chunksPayload(true, false))).rejects.toMatchObject({
      code: 'SignatureDoesNotMatch',
    });
  });
});

test("the body of AWS's own documentation is taken: two signed chunks and a CRC32C after them", async () => {
  const terms: Terms = {
    credentials: {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    },
    ...{ region: 'us-east-1', service: 's3', now: () => Date.UTC(2013, 4, 24) },
  };
  const headers = {
    'content-encoding': 'aws-chunked',
    host: 's3.amazonaws.com',
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
    'x-amz-date': '20130524T000000Z',
    'x-amz-decoded-content-length': '66560',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    'x-amz-trailer': 'x-amz-checksum-crc32c',
  };
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${Object.keys(headers).join(';')},Signature=106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e`;
  const { payload } = verifySignature(
    {
      ...{ method: 'PUT', url: '/examplebucket/chunkObject.txt' },
      rawHeaders: Object.entries({ ...headers, authorization }).flat(),
    },
    terms,
  );
  const body = [
    '10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
    'a'.repeat(65_536),
    '400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
    'a'.repeat(1024),
    '0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
    'x-amz-checksum-crc32c:sOO8/Q==',
    'x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435',
    '\r\n',
  ].join('\r\n');
  const { digest } = await received(requestOf([Buffer.from(body)], headers), payload);
  expect(digest).toMatchObject({ bytes: 66_560, checksum: { algorithm: 'CRC32C', value: 'sOO8/Q==' } });
});
