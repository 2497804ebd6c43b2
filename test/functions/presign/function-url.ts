import { S3Client } from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { presign } from '../../../functions/presign/handler.ts';
import { linkSigner } from '../../../functions/presign/sign.ts';
import { renditionSettings } from '../../../functions/shared/renditions.ts';
import { MemoryBuckets } from '../../support/memory-store.ts';

export const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/EXAMPLEKEY' };
export const uuid = '0b2a8c3e-6a53-4d0f-9f43-2d7c1b5e9a10';
export const signedAt = new Date('2026-03-01T12:00:00.789Z');
export const maxBytes = 20_000_000;

export function testSigner() {
  const client = new S3Client({
    region: 'eu-central-1',
    credentials,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  return linkSigner({
    client,
    uploadsBucket: 'the-uploads',
    thumbnailsBucket: 'the-thumbnails',
    lifetimeSeconds: 300,
    now: () => signedAt,
  });
}

export const twoRenditions = renditionSettings(
  JSON.stringify([
    { name: 'large', width: 1280, fit: 'inside', format: 'webp', quality: 80 },
    { name: 'small', width: 200, fit: 'inside', format: 'jpeg', quality: 80 },
  ]),
);

/** The handler behind a Function URL, with buckets in memory and a log that can be read. */
export function functionUrl(overrides: Partial<Parameters<typeof presign>[0]> = {}) {
  const buckets = new MemoryBuckets();
  const lines: { level: string; message: string; fields: Record<string, unknown> }[] = [];
  const handler = presign({
    signer: testSigner(),
    uploads: buckets.uploads(),
    thumbnails: buckets.thumbnails(),
    renditions: twoRenditions,
    limits: { uploadsPrefix: 'uploads/', maxBytes },
    newId: () => uuid,
    log: {
      info: (message, fields) => lines.push({ level: 'info', message, fields }),
      error: (message, fields) => lines.push({ level: 'error', message, fields }),
    },
    ...overrides,
  });
  const ask = async (method: string, target: string, rest: Partial<LambdaFunctionURLEvent> = {}) => {
    const answer = await handler(eventOf(method, target, rest));
    return { ...answer, json: JSON.parse(answer.body) };
  };
  const askForLink = (body: unknown) => ask('POST', '/', { body: JSON.stringify(body) });
  return { handler, ask, askForLink, buckets, lines };
}

export const aPhoto = { fileName: 'beach.jpg', contentType: 'image/jpeg', size: 123_456 };

/** As Lambda makes it of a request: payload 2.0, the query string still encoded. */
export function eventOf(
  method: string,
  target: string,
  rest: Partial<LambdaFunctionURLEvent> = {},
): LambdaFunctionURLEvent {
  const [rawPath = '/', rawQueryString = ''] = target.split(/\?(.*)/s);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers: { host: 'abc.lambda-url.eu-central-1.on.aws' },
    requestContext: {
      accountId: 'anonymous',
      apiId: 'abc',
      domainName: 'abc.lambda-url.eu-central-1.on.aws',
      domainPrefix: 'abc',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'a test' },
      requestId: 'a-request',
      routeKey: '$default',
      stage: '$default',
      time: '01/Mar/2026:12:00:00 +0000',
      timeEpoch: signedAt.getTime(),
    },
    isBase64Encoded: false,
    ...rest,
  };
}

/** An answer that says what is wrong. */
export const problem = (status: number, detail = '') => ({
  statusCode: status,
  headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  json: { type: 'about:blank', title: expect.any(String), status, detail: expect.stringContaining(detail) },
});
