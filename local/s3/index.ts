import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { BucketSpec } from '../deployment.ts';
import type { Outbox } from '../events/index.ts';
import type { Credentials } from '../signature/index.ts';
import { visible } from './conditions.ts';
import { defaultContentType } from './http/description.ts';
import { type Around, handle } from './http/handler.ts';
import type { WriteDisk } from './store/files.ts';
import { compareKeys, keyAfter, keyAfterPrefix } from './store/key-order.ts';
import { Store } from './store/store.ts';
import type { Version } from './store/version.ts';

export { S3Error } from './errors.ts';
export type { Reply } from './http/call.ts';
export type { Around, Operation } from './http/handler.ts';
export { type OperationName, operationNames } from './http/routes.ts';
export type { WriteDisk } from './store/files.ts';

export interface ObjectInfo {
  bucket: string;
  key: string;
  /** Where versions are kept. */
  versionId?: string;
  bytes: number;
  /** Without quotes. */
  etag: string;
  sequencer: string;
  contentType: string;
  metadata: Readonly<Record<string, string>>;
  /** Milliseconds. */
  modified: number;
}

export interface ObjectChange {
  kind: 'created' | 'deleted';
  bucket: string;
  key: string;
  /** That was made or removed; of a delete marker too. */
  versionId?: string;
  /** Of what was created. */
  info?: ObjectInfo;
}

export interface S3 extends AsyncDisposable {
  /** The HTTP API. Signatures are checked, and `Expect: 100-continue` is answered here. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  current(bucket: string, key: string): ObjectInfo | undefined;
  /** The objects that are there now, in key order. */
  list(bucket: string, options: { prefix?: string; after?: string; limit?: number }): ObjectInfo[];
  /** Good to the end, whatever becomes of the object meanwhile. */
  read(bucket: string, key: string): { info: ObjectInfo; body: Readable } | undefined;
  /** After it is committed. */
  onChange(listener: (change: ObjectChange) => void): void;
  /** Puts the Object Created event of the current object into the outbox again, as a new event about the same object. */
  resend(bucket: string, key: string): boolean;
  /** The events, committed together with what they tell of. */
  outbox: Outbox;
}

export interface S3Options {
  folder: string;
  buckets: readonly BucketSpec[];
  credentials: Credentials;
  region: string;
  account: string;
  now?: () => number;
  around?: Around;
  disk?: WriteDisk;
}

/** The part of S3 that darkroom and its users' tools need, in a folder of this machine; docs/local.md lists what is not there. */
export function openS3(options: S3Options): S3 {
  const { folder, buckets, credentials, region, account, now = Date.now, around, disk } = options;
  const store = new Store({ folder, buckets, now, region, account, disk });
  const handling = new Map<ServerResponse, Promise<void>>();
  const terms = { account, region };
  let closed = false;
  const currentVersion = (bucket: string, key: string) =>
    store.buckets.has(bucket) ? visible(store.versions.latest(bucket, key)) : undefined;

  return {
    handle(request, response) {
      if (closed) return void response.destroy();
      const handled = handle(request, response, { store, terms, credentials, around })
        .catch(() => void response.destroy())
        .finally(() => handling.delete(response));
      handling.set(response, handled);
    },
    current(bucket, key) {
      const version = currentVersion(bucket, key);
      return version && infoOf(version);
    },
    list(bucket, { prefix = '', after = '', limit = -1 }) {
      const from = compareKeys(keyAfter(after), prefix) < 0 ? prefix : keyAfter(after);
      return store.listings.wholeObjects(bucket, from, keyAfterPrefix(prefix), limit).map(infoOf);
    },
    read(bucket, key) {
      const version = currentVersion(bucket, key);
      if (version === undefined) return undefined;
      const body = store.files.read(store.versions.pieces(version), 0, version.bytes);
      return { info: infoOf(version), body };
    },
    onChange(listener) {
      store.onChange(({ kind, version }) => {
        const { bucket, key } = version;
        listener({
          kind,
          bucket,
          key,
          ...versionIdOf(version),
          ...(kind === 'created' && { info: infoOf(version) }),
        });
      });
    },
    resend(bucket, key) {
      const spec = store.buckets.get(bucket);
      const version = currentVersion(bucket, key);
      if (!spec?.sendsEvents || version === undefined) return false;
      store.commit((unit) => store.tellAgain(spec, version, unit));
      return true;
    },
    outbox: store.outbox,
    async [Symbol.asyncDispose]() {
      if (closed) return;
      closed = true;
      for (const response of handling.keys()) response.destroy();
      await Promise.allSettled(handling.values());
      store[Symbol.dispose]();
    },
  };
}

function infoOf(version: Version): ObjectInfo {
  const { bucket, key, bytes, etag, sequencer, metadata, modified } = version;
  const contentType = version.headers['content-type'] ?? defaultContentType;
  return { bucket, key, ...versionIdOf(version), bytes, etag, sequencer, contentType, metadata, modified };
}

function versionIdOf({ version }: Version): { versionId?: string } {
  return version === 'null' ? {} : { versionId: version };
}
