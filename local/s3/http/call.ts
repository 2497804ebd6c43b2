import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { Verified } from '../../signature/index.ts';
import { type ReceivedBody, receiveBody } from '../body/index.ts';
import { S3Error } from '../errors.ts';
import type { Bucket } from '../store/buckets.ts';
import type { Store } from '../store/store.ts';
import type { Origin } from '../store/version.ts';
import type { Address } from './address.ts';

/** What an operation answers with; 200 and no body when it says nothing else. */
export interface Reply {
  status?: number;
  headers?: Readonly<Record<string, string | undefined>>;
  xml?: string;
  stream?: Readable;
}

export interface Terms {
  account: string;
  region: string;
}

/** One request, signed and addressed. */
export class Call {
  readonly request: IncomingMessage;
  readonly store: Store;
  readonly address: Address;
  readonly terms: Terms;
  readonly requestId: string;
  readonly #response: ServerResponse;
  readonly #verified: Verified;
  /** What the bytes of its body go through. */
  through: (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer> = (chunks) => chunks;

  constructor(
    exchange: { request: IncomingMessage; response: ServerResponse },
    given: { store: Store; address: Address; terms: Terms; requestId: string; verified: Verified },
  ) {
    this.request = exchange.request;
    this.#response = exchange.response;
    this.store = given.store;
    this.address = given.address;
    this.terms = given.terms;
    this.requestId = given.requestId;
    this.#verified = given.verified;
  }

  get key(): string {
    return this.address.key;
  }

  get bucket(): Bucket {
    return this.bucketNamed(this.address.bucket);
  }

  bucketNamed(name: string): Bucket {
    const bucket = this.store.buckets.get(name);
    if (bucket === undefined) throw new S3Error('NoSuchBucket', { detail: { BucketName: name } });
    return bucket;
  }

  query(name: string): string | undefined {
    return this.address.query.get(name);
  }

  /** A presigned link has the x-amz- fields in its query. */
  header(name: string): string | undefined {
    const value = this.request.headers[name];
    if (typeof value === 'string') return value;
    if (!name.startsWith('x-amz-')) return undefined;
    for (const [given, text] of this.address.query) {
      if (given.toLowerCase() === name) return Buffer.from(text).toString('latin1');
    }
    return undefined;
  }

  /** The names of all x-amz- fields, wherever they are. */
  amzHeaders(): string[] {
    const names = [...Object.keys(this.request.headers), ...this.address.query.keys()];
    return [...new Set(names.map((name) => name.toLowerCase()))].filter((name) => name.startsWith('x-amz-'));
  }

  origin(reason: Origin['reason']): Origin {
    const sourceIp = this.request.socket.remoteAddress ?? '127.0.0.1';
    return { reason, requestId: this.requestId, sourceIp };
  }

  /** From here on the client may send its body: whatever refuses it by its head comes before. */
  receive(maxBytes: number, options?: { checksums: boolean }): ReceivedBody {
    const body = receiveBody(this.request, this.#verified, maxBytes, options);
    if (this.request.headers.expect?.toLowerCase() === '100-continue') this.#response.writeContinue();
    return { ...body, chunks: this.through(body.chunks) };
  }

  /** A body that is small. */
  async receiveText(maxBytes: number, options?: { checksums: boolean }): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.receive(maxBytes, options).chunks) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  }
}
