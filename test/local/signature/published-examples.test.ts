import { describe, expect, test } from '@jest/globals';
import { SignatureChain, type Terms, verifySignature } from '../../../local/signature/index.ts';

// The requests that AWS shows, with their signatures, in "Authenticating Requests (AWS Signature Version 4)".
const terms: Terms = {
  credentials: {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  },
  region: 'us-east-1',
  service: 's3',
  now: () => Date.UTC(2013, 4, 24),
};
const credential = 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request';
const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const host = 'examplebucket.s3.amazonaws.com';

function signed(method: string, url: string, signature: string, headers: Record<string, string>) {
  const all = { host, 'x-amz-date': '20130524T000000Z', ...headers };
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${Object.keys(all).sort().join(';')},Signature=${signature}`;
  return { method, url, rawHeaders: Object.entries({ ...all, authorization }).flat() };
}

describe("the requests of AWS's own documentation are let in", () => {
  test.each([
    [
      'GET of a range',
      signed('GET', '/test.txt', 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41', {
        range: 'bytes=0-9',
        'x-amz-content-sha256': empty,
      }),
    ],
    [
      'PUT of a key with a dollar',
      signed('PUT', '/test$file.text', '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd', {
        date: 'Fri, 24 May 2013 00:00:00 GMT',
        'x-amz-storage-class': 'REDUCED_REDUNDANCY',
        'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
      }),
    ],
    [
      'a query parameter without a value',
      signed('GET', '/?lifecycle', 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543', {
        'x-amz-content-sha256': empty,
      }),
    ],
    [
      'a listing',
      signed(
        'GET',
        '/?max-keys=2&prefix=J',
        '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
        { 'x-amz-content-sha256': empty },
      ),
    ],
  ])('%s', (_, request) => {
    expect(verifySignature(request, terms)).toMatchObject({ presigned: false, payload: { kind: 'sha256' } });
  });

  test('a presigned link of a day', () => {
    const url = `/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(credential)}&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404`;
    const verified = verifySignature({ method: 'GET', url, rawHeaders: ['Host', host] }, terms);
    expect(verified).toEqual({ presigned: true, payload: { kind: 'unsigned' } });
  });

  const chunked = (declared: string, signature: string, headers: Record<string, string>) => {
    const request = signed('PUT', '/examplebucket/chunkObject.txt', signature, {
      host: 's3.amazonaws.com',
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      'x-amz-content-sha256': declared,
      'content-encoding': 'aws-chunked',
      'x-amz-decoded-content-length': '66560',
      ...headers,
    });
    const { payload } = verifySignature(request, terms);
    if (payload.kind !== 'chunks' || payload.signing === undefined) throw new Error('Not signed in chunks.');
    return { trailer: payload.trailer, chain: new SignatureChain(payload.signing) };
  };
  const sha256OfLetters = {
    64: 'bf718b6f653bebc184e1479f1935b8da974d701b893afcf49e701f3e2f9f9c5a',
    1: '2edc986847e209b4016e141a6dc8716d3207350f416969382d431539bf292e4a',
  };

  test('a body signed chunk by chunk', () => {
    const { trailer, chain } = chunked(
      'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
      '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
      { 'content-length': '66824' },
    );
    expect(trailer).toBe(false);
    expect([
      chain.chunk(sha256OfLetters[64], 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648'),
      chain.chunk(sha256OfLetters[1], '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497'),
      chain.chunk(empty, 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9'),
    ]).toEqual([true, true, true]);
  });

  test('a body signed chunk by chunk with a checksum after it', () => {
    const { trailer, chain } = chunked(
      'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
      '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
      { 'x-amz-trailer': 'x-amz-checksum-crc32c' },
    );
    expect(trailer).toBe(true);
    expect([
      chain.chunk(sha256OfLetters[64], 'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2'),
      chain.chunk(sha256OfLetters[1], '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7'),
      chain.chunk(empty, '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992'),
      chain.trailer(
        'x-amz-checksum-crc32c:sOO8/Q==\n',
        'd81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435',
      ),
    ]).toEqual([true, true, true, true]);
  });
});
