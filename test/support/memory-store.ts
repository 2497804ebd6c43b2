import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type {
  Content,
  Expected,
  ObjectHead,
  SourceBucket,
  ThumbnailsBucket,
} from '../../functions/shared/store.ts';

interface StoredObject {
  body: Buffer;
  head: ObjectHead;
  cacheControl?: string;
}

interface StoredSource {
  body: Buffer;
  etag: string;
  versionId?: string;
}

/** Hides what is under it. */
interface Marker {
  marker: string;
}

/** Called before each operation takes effect; a model holds operations back here to choose their order. */
export type Gate = (operation: string) => Promise<void>;

/** Two buckets with S3's conditional semantics, in memory. */
export class MemoryBuckets {
  readonly objects = new Map<string, StoredObject>();
  /** Oldest first. The last one is what the key holds. */
  readonly versions = new Map<string, (StoredSource | Marker)[]>();
  now: () => number = Date.now;
  readonly #versioned: boolean;
  #uploads = 0;
  #changes = 0;

  constructor({ versioned = true } = {}) {
    this.#versioned = versioned;
  }

  /** What the event of this upload would say. */
  upload(key: string, content: Buffer | string) {
    const body = Buffer.from(content);
    const etag = etagOf(body);
    this.#uploads += 1;
    const sequencer = this.#sequencer();
    const versionId = this.#versioned ? `version-${this.#uploads}` : undefined;
    const source: StoredSource = { body, etag, ...(versionId === undefined ? {} : { versionId }) };
    this.versions.set(key, [...(this.versions.get(key) ?? []), source]);
    return {
      bucket: { name: 'uploads-bucket' },
      object: {
        key,
        size: body.length,
        etag,
        sequencer,
        ...(versionId === undefined ? {} : { 'version-id': versionId }),
      },
    };
  }

  /** As a client does: a delete marker where there are versions, gone for good where there are none. */
  deleteUpload(key: string) {
    if (!this.#versioned) {
      this.versions.delete(key);
      return this.#deleted(key, 'Permanently Deleted');
    }
    const marker = `marker-${this.#changes + 1}`;
    this.versions.set(key, [...(this.versions.get(key) ?? []), { marker }]);
    return this.#deleted(key, 'Delete Marker Created', marker);
  }

  /** Removes the newest version for good, a delete marker too: what is under it is there again. */
  deleteNewest(key: string) {
    const all = this.versions.get(key) ?? [];
    const newest = all.at(-1);
    this.versions.set(key, all.slice(0, -1));
    const name = newest !== undefined && 'marker' in newest ? newest.marker : newest?.versionId;
    return this.#deleted(key, 'Permanently Deleted', name);
  }

  #deleted(key: string, type: string, version?: string) {
    const sequencer = this.#sequencer();
    return {
      bucket: { name: 'uploads-bucket' },
      object: { key, sequencer, ...(version !== undefined && { 'version-id': version }) },
      'deletion-type': type,
      reason: 'DeleteObject',
      requester: '123456789012',
    };
  }

  #sequencer(): string {
    this.#changes += 1;
    return `00${(0x6553a1b2c0 + this.#changes * 16).toString(16).toUpperCase()}`;
  }

  uploads(gate: Gate = immediately): SourceBucket {
    const current = (key: string) => {
      const newest = this.versions.get(key)?.at(-1);
      return newest === undefined || 'marker' in newest ? undefined : newest;
    };
    const headOf = ({ etag, versionId, body }: StoredSource) => ({
      etag,
      bytes: body.length,
      ...(versionId === undefined ? {} : { versionId }),
    });
    return {
      head: async (key) => {
        await gate(`head source ${key}`);
        const source = current(key);
        return source && headOf(source);
      },
      open: async (key) => {
        await gate(`open source ${key}`);
        const source = current(key);
        return (
          source && { ...headOf(source), body: Readable.from(source.body.length > 0 ? [source.body] : []) }
        );
      },
      remove: async (key, { etag, versionId }) => {
        await gate(`remove source ${key}`);
        const kept = (this.versions.get(key) ?? []).filter(
          (each) =>
            'marker' in each || (versionId === undefined ? each.etag !== etag : each.versionId !== versionId),
        );
        this.versions.set(key, kept);
      },
    };
  }

  thumbnails(gate: Gate = immediately): ThumbnailsBucket {
    return {
      head: async (key) => {
        await gate(`head ${key}`);
        return this.objects.get(key)?.head;
      },
      read: async (key) => {
        await gate(`read ${key}`);
        const found = this.objects.get(key);
        return found && { ...found.head, text: found.body.toString() };
      },
      write: async (key, content, expected) => {
        await gate(`write ${key}`);
        if (!this.#asExpected(key, expected)) return false;
        this.objects.set(key, stored(content, this.now()));
        return true;
      },
      remove: async (key, expected) => {
        await gate(`remove ${key}`);
        const found = this.objects.get(key);
        if (found !== undefined && found.head.etag !== expected.etag) return false;
        this.objects.delete(key);
        return true;
      },
      list: async (folder) => {
        await gate(`list ${folder}`);
        return [...this.objects.keys()].filter(
          (key) => key.startsWith(folder) && !key.slice(folder.length).includes('/'),
        );
      },
    };
  }

  #asExpected(key: string, expected: Expected): boolean {
    const found = this.objects.get(key);
    return expected === 'nothing' ? found === undefined : found?.head.etag === expected.etag;
  }
}

async function immediately() {}

function stored({ body, contentType, cacheControl, metadata }: Content, now: number): StoredObject {
  const bytes = Buffer.from(body);
  return {
    body: bytes,
    ...(cacheControl === undefined ? {} : { cacheControl }),
    head: { etag: etagOf(bytes), bytes: bytes.length, contentType, metadata, lastModified: new Date(now) },
  };
}

/** S3's ETag of an object that was written in one piece. */
function etagOf(body: Buffer): string {
  return createHash('md5').update(body).digest('hex');
}
