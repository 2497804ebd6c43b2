import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Ledger, Sent } from './account/ledger.ts';
import type { TestPicture } from './pictures.ts';
import type { Supervised } from './supervised.ts';

/**
 * A request that was not answered for so long never will be. A start takes seconds of a busy machine, and a darkroom that is
 * killed at every step may be down most of the time.
 */
const patienceMs = 900_000;
const pauseMs = 200;

/** A decent client of S3: what was not acknowledged it sends again, and it keeps account of what it did. */
export class Client {
  readonly ledger: Ledger & { sent: Sent[]; deleted: Set<string> } = { sent: [], deleted: new Set() };
  private readonly s3: S3Client;
  private readonly bucket: string;

  constructor({ machine, about }: Supervised) {
    this.s3 = new S3Client({
      ...machine.client,
      maxAttempts: 1,
      requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
    });
    this.bucket = about.outputs.UploadsBucketName ?? '';
  }

  /** A key of its own: nothing is replaced, so a retry that is refused for that has been heard the first time. */
  async create(kind: string, key: string, sending: TestPicture): Promise<void> {
    await this.send(kind, key, sending, '*');
  }

  /**
   * Replaces what is there. An answer that was lost leaves open whether the upload came, so a second try may make a second
   * version of the same bytes. Resolves to the version's id.
   */
  async replace(kind: string, key: string, sending: TestPicture): Promise<string> {
    this.ledger.deleted.delete(key);
    return this.send(kind, key, sending, undefined);
  }

  async remove(key: string): Promise<void> {
    await untilAnswered(() => this.s3.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key })));
    this.ledger.deleted.add(key);
  }

  private async send(kind: string, Key: string, { bytes, etag, picture }: TestPicture, IfNoneMatch?: string) {
    const sent: Sent = { key: Key, kind, etag, acknowledged: false, picture };
    this.ledger.sent.push(sent);
    const put = {
      Bucket: this.bucket,
      Key,
      Body: bytes,
      ContentType: 'image/jpeg',
      ...(IfNoneMatch && { IfNoneMatch }),
    };
    const versionId = await untilAnswered(async () => {
      try {
        return (await this.s3.send(new PutObjectCommand(put))).VersionId;
      } catch (error) {
        if (statusOf(error) !== 412) throw error;
        return undefined; // it is there: an earlier try was heard
      }
    });
    sent.acknowledged = true;
    return versionId ?? '';
  }
}

async function untilAnswered<Answer>(request: () => Promise<Answer>): Promise<Answer> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return await request();
    } catch (error) {
      const status = statusOf(error);
      const later =
        status === undefined || status >= 500 || status === 429 || status === 409 || status === 403;
      if (!later || performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
