import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { checkBody, signRequest, verifySignature } from '../../../local/signature/index.ts';
import { withHeader } from './received.ts';
import { refusal, terms } from './signed.ts';

describe('the payload is', () => {
  test.each([
    ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', { kind: 'chunks', trailer: false, signing: expect.any(Object) }],
    [
      'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
      { kind: 'chunks', trailer: true, signing: expect.any(Object) },
    ],
    ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', { kind: 'chunks', trailer: true }],
    ['UNSIGNED-PAYLOAD', { kind: 'unsigned' }],
    ['a'.repeat(64), { kind: 'sha256', hex: 'a'.repeat(64) }],
  ])('declared by %s', (payloadHash, payload) => {
    const all = signRequest({ method: 'PUT', url: 'http://local/b/k', headers: {}, payloadHash }, terms);
    const request = { method: 'PUT', url: '/b/k', rawHeaders: Object.entries(all).flat() };
    expect(verifySignature(request, terms)).toEqual({ presigned: false, payload });
  });

  // Its value ends what is signed anyway.
  test('believed when its header is not among the signed ones', () => {
    const canonical = `PUT\n/b/k\n\nhost:local\nx-amz-date:20261121T110000Z\n\nhost;x-amz-date\nUNSIGNED-PAYLOAD`;
    const hash = createHash('sha256').update(canonical).digest('hex');
    const toSign = `AWS4-HMAC-SHA256\n20261121T110000Z\n20261121/us-east-1/s3/aws4_request\n${hash}`;
    const key = ['20261121', 'us-east-1', 's3', 'aws4_request'].reduce<string | Buffer>(
      (last, part) => createHmac('sha256', last).update(part).digest(),
      'AWS4secret',
    );
    const signature = createHmac('sha256', key).update(toSign).digest('hex');
    const credential = 'AKIDLOCAL/20261121/us-east-1/s3/aws4_request';
    const headers = {
      host: 'local',
      'x-amz-date': '20261121T110000Z',
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      authorization: `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=host;x-amz-date,Signature=${signature}`,
    };
    const request = { method: 'PUT', url: '/b/k', rawHeaders: Object.entries(headers).flat() };
    expect(verifySignature(request, terms).payload).toEqual({ kind: 'unsigned' });
    const other = withHeader(request, 'x-amz-content-sha256', 'f'.repeat(64));
    expect(refusal(other)).toMatchObject({ code: 'SignatureDoesNotMatch' });
  });

  test('never taken for checked when nothing was signed about it', () => {
    const unsigned = { presigned: true, payload: { kind: 'unsigned' } } as const;
    expect(() => checkBody(unsigned, Buffer.from('x'))).toThrow(
      expect.objectContaining({ code: 'SignatureDoesNotMatch' }),
    );
  });
});
