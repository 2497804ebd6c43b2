import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { StorageUnavailableError } from './errors.ts';
import type { ObjectHead, SourceBucket, SourceHead, ThumbnailsBucket } from './store.ts';

/**
 * S3 has a CRC64NVME of whatever came without a checksum. To check it would take 12 ms for a photo of 4.6 MB, in JavaScript,
 * and says no more than TLS does. With that setting alone, a GET would bring the checksum of its own empty body.
 */
const unchecked = {
  responseChecksumValidation: 'WHEN_REQUIRED',
  requestChecksumCalculation: 'WHEN_REQUIRED',
} as const;

/** How the functions reach S3: an answer that does not come is a fault, and the state machine's retry mends it. */
export const s3ClientSettings = {
  ...unchecked,
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
} as const;

/** For a function of 3 seconds: silence has to be noticed before they are over. */
export const briefS3ClientSettings = {
  ...unchecked,
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 500, requestTimeout: 800, throwOnRequestTimeout: true },
} as const;

export function s3SourceBucket(client: S3Client, bucket: string): SourceBucket {
  return {
    head: (key) =>
      presentOr(key, async () =>
        sourceHead(await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))),
      ),
    open: (key) =>
      presentOr(key, async () => {
        const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return { ...sourceHead(answer), body: answer.Body as Readable };
      }),
    remove: async (key, { etag, versionId }) => {
      const which = versionId === undefined ? { IfMatch: quoted(etag) } : { VersionId: versionId };
      await asExpected(() => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, ...which })));
    },
  };
}

export function s3ThumbnailsBucket(client: S3Client, bucket: string): ThumbnailsBucket {
  return {
    head: (key) =>
      presentOr(key, async () =>
        objectHead(await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))),
      ),
    read: (key) =>
      presentOr(key, async () => {
        const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return { ...objectHead(answer), text: (await answer.Body?.transformToString()) ?? '' };
      }),
    write: (key, { body, contentType, cacheControl, metadata }, expected) =>
      asExpected(() =>
        client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: body,
            ChecksumAlgorithm: 'CRC32',
            ContentType: contentType,
            ...(cacheControl === undefined ? {} : { CacheControl: cacheControl }),
            Metadata: { ...metadata },
            ...(expected === 'nothing' ? { IfNoneMatch: '*' } : { IfMatch: quoted(expected.etag) }),
          }),
        ),
      ),
    remove: (key, { etag }) =>
      asExpected(() =>
        client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, IfMatch: quoted(etag) })),
      ),
    list: async (folder) => {
      const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: folder, Delimiter: '/' });
      const { Contents = [] } = await available(() => client.send(command));
      return Contents.flatMap(({ Key }) => Key ?? []);
    },
  };
}

type Answer = HeadObjectCommandOutput | GetObjectCommandOutput;

function sourceHead({ ETag = '', VersionId, ContentLength = 0 }: Answer): SourceHead {
  const versioned = VersionId !== undefined && VersionId !== 'null';
  return { etag: unquoted(ETag), bytes: ContentLength, ...(versioned && { versionId: VersionId }) };
}

function objectHead(answer: Answer): ObjectHead {
  const {
    ETag = '',
    ContentLength = 0,
    ContentType = '',
    LastModified = new Date(0),
    Metadata = {},
  } = answer;
  return {
    etag: unquoted(ETag),
    bytes: ContentLength,
    contentType: ContentType,
    lastModified: LastModified,
    metadata: Metadata,
  };
}

async function presentOr<T>(key: string, request: () => Promise<T>): Promise<T | undefined> {
  if (key === '') return undefined; // no object has this name, and the SDK refuses to ask
  try {
    return await available(request);
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** False when S3 found something else than the request expected. */
async function asExpected(request: () => Promise<unknown>): Promise<boolean> {
  try {
    await available(request);
    return true;
  } catch (error) {
    const status = statusOf(error);
    if (status === 412 || status === 409 || status === 404) return false;
    throw error;
  }
}

async function available<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    const status = statusOf(error);
    // No status at all: the connection failed, or no answer came in time.
    if (status === undefined ? wasSent(error) : status >= 500 || status === 429 || isTimeout(error)) {
      throw new StorageUnavailableError(`S3 did not answer: ${(error as Error).name}`, { cause: error });
    }
    throw status === 403 ? named(error) : error;
  }
}

/** S3's own word, with HTTP 400, for a request whose bytes did not come. */
function isTimeout(error: unknown): boolean {
  return (error as Error).name === 'RequestTimeout';
}

/** The answer to a HEAD has no body, and so no name for what is wrong. */
function named(error: unknown): unknown {
  const { name } = error as Error;
  if (name === 'Unknown' || name === '403') (error as Error).name = 'AccessDenied';
  return error;
}

function statusOf(error: unknown): number | undefined {
  return metadataOf(error)?.httpStatusCode;
}

/** The SDK counts the attempts of a request that it sent; one that it refused to send was our mistake. */
function wasSent(error: unknown): boolean {
  return metadataOf(error)?.attempts !== undefined;
}

function metadataOf(error: unknown): { httpStatusCode?: number; attempts?: number } | undefined {
  return (error as { $metadata?: { httpStatusCode?: number; attempts?: number } }).$metadata;
}

function unquoted(etag: string): string {
  return etag.replaceAll('"', '');
}

function quoted(etag: string): string {
  return `"${etag}"`;
}
