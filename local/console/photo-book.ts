import type { ObjectInfo } from '../s3/index.ts';
import type { ExecutionSummary } from '../states/index.ts';
import type { Photo, PhotoStatus, RenditionView } from './api.ts';
import { renditionOf, sourceKeyOf } from './rendition.ts';
import { Tally } from './tally.ts';
import { idOf, type Told, type Upload, uploadIn } from './upload-of.ts';

type Run = Pick<ExecutionSummary, 'arn' | 'status' | 'begun' | 'lastState' | 'startedAt'>;

interface Entry {
  upload: Required<Pick<Upload, 'key' | 'bytes'>> & { uploadedAt: string };
  deleted?: true;
  told?: Told;
  /** Its newest. Not the whole of it: the input alone is most of a kilobyte. */
  execution?: Run;
  /** What follows its newest deletion. */
  deletion?: Pick<Run, 'arn' | 'startedAt'>;
  /** By the key of their object. */
  renditions: Map<string, RenditionView>;
  /** As it was shown last. */
  photo: Photo;
}

export interface Places {
  uploadsBucket: string;
  uploadsPrefix: string;
  /** Of the machine that photos go through: executions of others are not about how far one is. */
  machineArn: string;
  /** Of the machine that follows deletions, where they are followed. */
  deletionsArn: string | undefined;
  /** Whether the uploads bucket holds something at this key. */
  exists(key: string): boolean;
}

/**
 * Every upload and how far it is, pieced together from what can be seen from outside: the objects in the two buckets,
 * the executions, and the notices. Each of them may come first.
 */
export class PhotoBook {
  private readonly entries = new Map<string, Entry>();
  private readonly byKey = new Map<string, Set<string>>();
  private readonly order: string[] = [];
  private readonly tally = new Tally();
  private readonly places: Places;
  private readonly changed: (photo: Photo) => void;

  constructor(places: Places, changed: (photo: Photo) => void) {
    this.places = places;
    this.changed = changed;
  }

  get size(): number {
    return this.entries.size;
  }

  get totals(): Tally['totals'] {
    return this.tally.totals;
  }

  photo(id: string): Photo | undefined {
    return this.entries.get(id)?.photo;
  }

  /** The newest first, from before the one of this id; of one status alone, if one is given. */
  newest(limit: number, before?: string, status?: string): Photo[] {
    const end = before === undefined ? this.order.length : this.order.lastIndexOf(before);
    const page: Photo[] = [];
    for (let at = end - 1; at >= 0 && page.length < limit; at--) {
      const entry = this.entries.get(this.order[at] as string);
      if (entry !== undefined && entry.photo.status === (status ?? entry.photo.status))
        page.push(entry.photo);
    }
    return page;
  }

  uploaded(info: ObjectInfo): void {
    const { key, bytes, modified } = info;
    if (!key.startsWith(this.places.uploadsPrefix) || key.endsWith('/')) return;
    const upload = { key, bytes, uploadedAt: new Date(modified).toISOString() };
    const id = idOf(info);
    this.update(id, upload, (entry) => {
      if (entry.deleted === undefined) return;
      delete entry.deleted;
      delete entry.deletion;
      this.order.splice(this.order.indexOf(id), 1); // it is back, and the newest
      this.order.push(id);
    });
  }

  /** The whole key is gone, or one version of it. */
  deleted(key: string, versionId: string | undefined): void {
    for (const id of [...(this.byKey.get(key) ?? [])]) {
      if (versionId !== undefined && id !== versionId) continue;
      this.update(id, undefined, (entry) => {
        entry.deleted = true;
      });
    }
  }

  /** An execution of an upload that was deleted since does not bring it back. */
  executed(summary: ExecutionSummary): void {
    const upload = uploadIn(summary.input, this.places.uploadsBucket);
    if (upload === undefined) return;
    if (summary.machineArn === this.places.machineArn) this.worked(upload, summary);
    if (summary.machineArn === this.places.deletionsArn) this.followed(upload, summary);
  }

  private worked(upload: Upload, { arn, status, begun, startedAt, lastState }: ExecutionSummary): void {
    const id = idOf(upload);
    if (!this.entries.has(id) && !this.places.exists(upload.key)) return;
    const { key, bytes = 0, time = new Date(startedAt).toISOString() } = upload;
    this.update(id, { key, bytes, uploadedAt: time }, (entry) => {
      if (entry.execution !== undefined && entry.execution.startedAt > startedAt) return;
      entry.execution = { arn, status, begun, startedAt, ...(lastState !== undefined && { lastState }) };
    });
  }

  /** One version was deleted, or all are hidden: a delete marker is a version that no upload has. */
  private followed({ key, versionId }: Upload, { arn, startedAt }: ExecutionSummary): void {
    const ids = this.byKey.get(key) ?? new Set();
    for (const id of versionId !== undefined && ids.has(versionId) ? [versionId] : ids) {
      this.update(id, undefined, (entry) => {
        if ((entry.deletion?.startedAt ?? 0) <= startedAt) entry.deletion = { arn, startedAt };
      });
    }
  }

  told(notice: Told): void {
    if (notice.status === 'deleted') this.takenBack(notice.key);
    const id = notice.versionId ?? [...(this.byKey.get(notice.key) ?? [])].at(-1);
    if (id === undefined || !this.entries.has(id)) return;
    this.update(id, undefined, (entry) => {
      entry.told = notice;
    });
  }

  /** One that is there again is another story. */
  private takenBack(key: string): void {
    for (const id of this.byKey.get(key) ?? []) {
      this.update(id, undefined, (entry) => {
        delete entry.told;
        delete entry.execution;
      });
    }
  }

  rendered(info: ObjectInfo): void {
    const found = renditionOf(info, this.places.uploadsPrefix);
    if (found === undefined) return;
    const { of, rendition } = found;
    const made = idOf(of);
    for (const id of this.byKey.get(of.key) ?? []) {
      this.update(id, undefined, ({ renditions }) => {
        if (id === made) renditions.set(info.key, rendition);
        else renditions.delete(info.key); // it stood where the new one stands now
      });
    }
  }

  unrendered(renditionKey: string): void {
    const key = sourceKeyOf(renditionKey, this.places.uploadsPrefix);
    for (const id of this.byKey.get(key ?? '') ?? []) {
      if (this.entries.get(id)?.renditions.has(renditionKey))
        this.update(id, undefined, (entry) => entry.renditions.delete(renditionKey));
    }
  }

  private update(id: string, upload: Entry['upload'] | undefined, change: (entry: Entry) => unknown): void {
    const known = this.entries.get(id);
    if (known === undefined && upload === undefined) return;
    const entry = known ?? this.enter(id, upload as Entry['upload']);
    const before = entry.photo;
    change(entry);
    entry.photo = photoOf(id, entry);
    if (known !== undefined) this.tally.remove(before);
    this.tally.add(entry.photo);
    this.changed(entry.photo);
  }

  private enter(id: string, upload: Entry['upload']): Entry {
    const entry = { upload, renditions: new Map() } as unknown as Entry;
    this.entries.set(id, entry);
    this.order.push(id);
    const same = this.byKey.get(upload.key) ?? new Set();
    this.byKey.set(upload.key, same.add(id));
    return entry;
  }
}

function photoOf(id: string, entry: Entry): Photo {
  const { upload, deleted, told, execution, deletion, renditions } = entry;
  const { key, bytes, uploadedAt } = upload;
  const run = (deleted && deletion) ?? execution;
  const status = deleted ? 'deleted' : statusOf(told, execution);
  const { reason, detail } = status === told?.status ? told : {};
  return {
    id,
    key,
    name: key.slice(key.lastIndexOf('/') + 1),
    bytes,
    uploadedAt,
    status,
    ...(reason !== undefined && { reason }),
    ...(detail !== undefined && { detail }),
    ...(run !== undefined && { execution: run.arn }),
    renditions: [...renditions.values()],
  };
}

/** The states in which an execution ends well with nothing to tell. */
const silent: Readonly<Record<string, PhotoStatus>> = {
  'Photo Superseded': 'superseded',
  'Object Ignored': 'ignored',
};

/** What was told counts, unless a redrive is at it again; a run that came too late does not undo it. */
function statusOf(told: Told | undefined, execution: Run | undefined): PhotoStatus {
  const running = execution?.status === 'RUNNING';
  if (told !== undefined && !(told.status === 'failed' && running)) return told.status;
  if (execution === undefined) return 'waiting';
  if (running) return execution.begun ? 'working' : 'waiting';
  if (execution.status === 'SUCCEEDED') return silent[execution.lastState ?? ''] ?? 'working';
  return 'failed';
}
