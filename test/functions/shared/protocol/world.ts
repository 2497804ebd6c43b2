import { hash } from 'node:crypto';
import { followDeletion } from '../../../../functions/follow-deletion/handler.ts';
import { StorageUnavailableError, SupersededPhotoError } from '../../../../functions/shared/errors.ts';
import type { Entry } from '../../../../functions/shared/protocol/contend.ts';
import { writeOutcome } from '../../../../functions/shared/protocol/outcome.ts';
import { provenanceOf } from '../../../../functions/shared/protocol/provenance.ts';
import { openSource, writeSet } from '../../../../functions/shared/protocol/rendition-set.ts';
import type { Run, Stores } from '../../../../functions/shared/protocol/run.ts';
import type { Rendition } from '../../../../functions/shared/renditions.ts';
import { type ObjectCreatedDetail, uploadOf } from '../../../../functions/shared/source.ts';
import type { Step, World } from '../../../support/interleavings.ts';
import { MemoryBuckets } from '../../../support/memory-store.ts';
import { recordingObserver } from '../../../support/recording-observer.ts';

// A small world for the model test: one key, a few uploads and deletes, a few executions that work on them.

const key = 'uploads/photo.jpg';
const outcome = `outcomes/${key}.json`;
const claimLifeMs = 270_000;

export interface Scenario {
  /** What the outside world does, in this order, at any moments. The content decides what a run makes of it. */
  outside: readonly (`upload ${string}` | 'delete' | 'hear of it' | 'restore')[];
  runs: readonly PlannedRun[];
  versioned?: boolean;
  /** False: renditions of equal pixels are equal bytes, as they would be without the stamp. */
  stamped?: boolean;
}

export interface PlannedRun {
  /** Which upload it is about, counted from 1; it cannot begin before. */
  upload: number;
  /** Follows this deletion, counted from 1, restoring among them; it cannot begin before. */
  follows?: number;
  /** The execution: equal names are one execution, its retries and its redrives. */
  claim: string;
  /** Names of the renditions it makes, and so its settings. */
  settings?: string;
  /** What it finds in the picture. */
  finds?: 'a photo' | 'no photo' | 'a fault';
  /** Begins a second attempt while the first, unheard of from then on, may still go on. */
  retried?: boolean;
  /** Begins a second attempt after the first has crashed, at any moment. */
  crashes?: boolean;
  /** Has come to its end before anything else begins. */
  first?: boolean;
  /** Its execution dies at any moment, or at the end before it has told. */
  diesUntold?: boolean;
  /** Begins when all others have ended or died and their claims have run out. */
  late?: boolean;
  /** A backfill: its event has no sequencer. */
  backfill?: boolean;
}

interface Attempt {
  run: PlannedRun & { detail?: ObjectCreatedDetail };
  number: number;
  heard: boolean;
  ended: boolean;
  waiting: { operation: string; proceed(): void }[];
  /** It went on after its retry had begun. */
  haunts: boolean;
  history: string;
  /** How much had been told at its latest look at each object. */
  looked: Map<string, number>;
}

export interface Told {
  status: 'done' | 'rejected' | 'failed' | 'deleted';
  upload: number;
  settings: string;
  claim: string;
  /** Orders what is told of a key, for whoever hears it. */
  sequencer: string;
  /** How much had been told when what it tells was true: it looked at the lock and the source after its writes. */
  decided: number;
}

export class PhotoWorld implements World {
  readonly told: Told[] = [];
  readonly buckets: MemoryBuckets;
  readonly #scenario: Scenario;
  readonly #check: (world: PhotoWorld) => void;
  readonly #uploads: ReturnType<MemoryBuckets['upload']>[] = [];
  readonly #deletions: ReturnType<MemoryBuckets['deleteUpload']>[] = [];
  /** Those that were planned, and those that began because an upload came back. */
  readonly #runs: (PlannedRun & { detail?: ObjectCreatedDetail })[];
  readonly #attempts: Attempt[] = [];
  #outsideSteps = 0;
  #time = 0;

  constructor(scenario: Scenario, check: (world: PhotoWorld) => void) {
    this.#scenario = scenario;
    this.#runs = [...scenario.runs];
    this.#check = check;
    this.buckets = new MemoryBuckets({ versioned: scenario.versioned ?? true });
    this.buckets.now = () => this.#time;
  }

  /** Number of the upload that the key holds; undefined after a delete. */
  get current(): number | undefined {
    const newest = this.buckets.versions.get(key)?.at(-1);
    if (newest === undefined || 'marker' in newest) return undefined;
    const same = this.#uploads.findLastIndex(({ object }) =>
      newest.versionId === undefined
        ? object.etag === newest.etag
        : object['version-id'] === newest.versionId,
    );
    return same + 1;
  }

  get settled(): boolean {
    return this.steps().every(({ label }) => label.startsWith('zombie'));
  }

  /** Settled, and no function that went on after its timeout stands still between a write and its own check. */
  get quiet(): boolean {
    return this.settled && this.#attempts.every(({ haunts, ended }) => ended || !haunts);
  }

  /** What stands at each key: which upload it was made from, and with which settings. */
  standing(): Map<string, { upload: number; settings: string }> {
    const found = new Map<string, { upload: number; settings: string }>();
    for (const [at, { head }] of this.buckets.objects) {
      const provenance = provenanceOf(head.metadata);
      const upload =
        1 + this.#uploads.findIndex(({ object }) => sourceName(object) === sourceName(provenance?.source));
      found.set(at, { upload, settings: provenance?.settings ?? '' });
    }
    return found;
  }

  steps(): Step[] {
    return [...this.#outside(), ...this.#beginnings(), ...this.#operations()];
  }

  #outside(): Step[] {
    const next = this.#scenario.outside[this.#outsideSteps];
    if (next === undefined || (this.#uploads.length > 0 && !this.#firstHasEnded())) return [];
    if (next === 'hear of it' && !this.told.some(({ status }) => status === 'deleted')) return [];
    const take = () => {
      this.#outsideSteps += 1;
      if (next === 'hear of it') return;
      if (next === 'delete') this.#deletions.push(this.buckets.deleteUpload(key));
      else if (next === 'restore') this.#deletions.push(this.buckets.deleteNewest(key));
      else this.#uploads.push(this.buckets.upload(key, next));
    };
    return [{ label: `outside: ${next}`, take }];
  }

  #beginnings(): Step[] {
    return this.#runs.flatMap((run): Step[] => {
      const attempts = this.#attempts.filter((each) => each.run === run);
      const first = attempts[0];
      const label = run.follows
        ? `${run.claim} after deletion ${run.follows}`
        : `${run.claim} on upload ${run.upload}`;
      if (first === undefined) {
        const mayBegin =
          this.#uploads.length >= run.upload &&
          this.#deletions.length >= (run.follows ?? 0) &&
          (run.first || this.#firstHasEnded()) &&
          (!run.late || this.#othersHaveEnded(run));
        return mayBegin ? [{ label: `begin ${label}`, take: () => this.#begin(run, 1) }] : [];
      }
      if (!first.heard || attempts.length > 1) return [];
      const silence = () => {
        first.heard = false;
      };
      if (run.diesUntold) return [{ label: `die ${label}`, take: silence }];
      if (!(run.retried || run.crashes) || first.ended) return [];
      const retry = () => {
        silence();
        if (run.crashes) first.waiting = [];
        this.#begin(run, 2);
      };
      return [{ label: `retry ${label}`, take: retry }];
    });
  }

  #firstHasEnded(): boolean {
    const first = this.#scenario.runs.find((run) => run.first);
    return first === undefined || this.#attempts.some((each) => each.run === first && each.ended);
  }

  #othersHaveEnded(late: PlannedRun): boolean {
    return this.#runs.every((run) => {
      const attempts = this.#attempts.filter((each) => each.run === run);
      return (
        run.late ||
        run === late ||
        (attempts.length > 0 && attempts.every((each) => each.ended || !each.heard))
      );
    });
  }

  #begin(run: PlannedRun, number: number): void {
    if (run.late) {
      // The claims of all others have run out, and so have their functions: none of them moves any more.
      this.#time += claimLifeMs;
      for (const each of this.#attempts) if (!each.run.late) each.waiting = [];
    }
    const attempt: Attempt = {
      run,
      number,
      heard: true,
      ended: false,
      haunts: false,
      waiting: [],
      history: '',
      looked: new Map(),
    };
    this.#attempts.push(attempt);
    void this.#untilAvailable(attempt).then((status) => {
      attempt.ended = true;
      remember(attempt, `ended ${status}`);
      const { upload, claim, settings = 'ab' } = run;
      // A run that dies untold is never heard, even when it came to its end.
      if (attempt.heard && !run.diesUntold && status !== undefined) {
        const decided = Math.min(...attempt.looked.values());
        const { follows } = run;
        const { sequencer = '' } = (follows ? this.#deletionOf(follows) : this.#eventOf(run)).object;
        this.told.push({ status, upload, settings, claim, sequencer, decided });
      }
    });
  }

  #operations(): Step[] {
    return this.#attempts.flatMap((attempt) =>
      attempt.waiting.map((each) => ({
        label: `${attempt.heard ? '' : 'zombie '}${attempt.run.claim}#${attempt.number}: ${each.operation}`,
        take: () => {
          attempt.waiting = attempt.waiting.filter((other) => other !== each);
          attempt.haunts ||= !attempt.heard;
          if (each.operation.startsWith('head')) attempt.looked.set(each.operation, this.told.length);
          each.proceed();
        },
      })),
    );
  }

  /** The state machine's retry of StorageUnavailableError. */
  async #untilAvailable(attempt: Attempt): Promise<Told['status'] | undefined> {
    try {
      return await this.#work(attempt);
    } catch (error) {
      if (error instanceof StorageUnavailableError) return this.#untilAvailable(attempt);
      throw error;
    }
  }

  #eventOf({ detail, upload }: Attempt['run']): ObjectCreatedDetail {
    const event = detail ?? this.#uploads[upload - 1];
    if (event === undefined) throw new Error('began before its upload');
    return event;
  }

  #deletionOf(follows: number): ReturnType<MemoryBuckets['deleteUpload']> {
    const event = this.#deletions[follows - 1];
    if (event === undefined) throw new Error('began before its deletion');
    return event;
  }

  /** What the functions do, with the pictures left out. */
  async #work(attempt: Attempt): Promise<Told['status'] | undefined> {
    const { claim, settings = 'ab', backfill, follows, finds = 'a photo' } = attempt.run;
    if (follows !== undefined) return this.#follow(attempt, follows);
    const detail = this.#eventOf(attempt.run);
    const { sequencer, ...withoutSequencer } = uploadOf(detail);
    const upload =
      backfill || sequencer === undefined ? withoutSequencer : { ...withoutSequencer, sequencer };
    let run: Run = { upload, claim, settings };
    const set = [...settings].map((name) => this.#rendition(name, run)) as [Entry, ...Entry[]];
    const places = { renditions: set.map((each) => each.key), outcome };
    const stores = this.#stores(attempt);
    try {
      if (finds !== 'a fault') {
        const source = await openSource(stores, run, places);
        source.body.destroy();
        run = source.run;
      }
      if (finds === 'a photo') {
        await writeSet(stores, run, set, places);
        return 'done';
      }
      const status = finds === 'a fault' ? 'failed' : 'rejected';
      const record = {
        key: outcome,
        body: `${status} ${claim} ${upload.etag}`,
        contentType: 'application/json',
        status,
      };
      await writeOutcome(stores, run, { ...record, status }, set[0].key);
      return status;
    } catch (error) {
      if (error instanceof SupersededPhotoError) return undefined;
      throw error;
    }
  }

  /** What Follow Deletion does, and the state after it. */
  async #follow(attempt: Attempt, number: number): Promise<Told['status'] | undefined> {
    const { claim, settings = 'ab' } = attempt.run;
    const detail = this.#deletionOf(number);
    const renditions = [...settings].map((name) => ({ name, format: 'jpeg' })) as [Rendition, ...Rendition[]];
    const follow = followDeletion(this.#stores(attempt), {
      uploadsPrefix: 'uploads/',
      renditions: { renditionsFor: () => renditions, fingerprintFor: () => settings, prefixes: [] },
      onReject: 'keep',
    });
    const after = await follow(
      { detail, event: { time: new Date(this.#time).toISOString() }, execution: { id: claim, name: claim } },
      recordingObserver().observer,
    );
    if (after.now === 'back') {
      const upload =
        1 + this.#uploads.findIndex(({ object }) => sourceName(object) === sourceName(after.detail.object));
      this.#runs.push({ upload, claim: `${claim} again`, settings, detail: after.detail });
    }
    return after.now === 'deleted' ? 'deleted' : undefined;
  }

  #rendition(name: string, { upload, claim, settings }: Run): Entry {
    const content = this.#scenario.outside.filter((each) => each.startsWith('upload'));
    const pixels =
      content[this.#uploads.findIndex(({ object }) => sourceName(object) === sourceName(upload))];
    const stamp = this.#scenario.stamped === false ? '' : ` ${claim} ${upload.versionId ?? upload.sequencer}`;
    const body = `${pixels} ${name} ${settings}${stamp}`;
    return {
      key: `thumbnails/photo.jpg/${name}.jpg`,
      body,
      contentType: 'image/jpeg',
      metadata: { width: '1', height: '1' },
    };
  }

  #stores(attempt: Attempt): Stores {
    const noRecords = this.#scenario.runs.every(({ finds = 'a photo' }) => finds === 'a photo');
    const gate = (operation: string) =>
      new Promise<void>((resolve) => {
        // A look at a record that nobody writes is the same at any moment.
        if (noRecords && operation.endsWith(outcome)) return resolve();
        const proceed = () => {
          remember(attempt, operation);
          resolve();
        };
        attempt.waiting.push({ operation, proceed });
      });
    return {
      uploads: remembering(attempt, this.buckets.uploads(gate)),
      thumbnails: remembering(attempt, this.buckets.thumbnails(gate)),
      claimLifeMs,
      now: () => this.#time,
    };
  }

  fingerprint(): string {
    const objects = [...this.buckets.objects].map(([at, { head }]) => [
      at,
      head.etag,
      head.metadata,
      +head.lastModified,
    ]);
    const attempts = this.#attempts.map(({ run, number, heard, ended, haunts, history, waiting, looked }) => [
      [run.claim, run.upload, number, heard, ended, haunts, history, waiting.map((each) => each.operation)],
      ended ? [] : [...looked],
    ]);
    const begun = this.#runs.map(({ claim, detail }) => [claim, detail?.object.sequencer]);
    const state = [this.#outsideSteps, objects.sort(), attempts.sort(), begun, this.told, this.#time];
    return hash('sha1', JSON.stringify(state), 'base64');
  }

  check(trace: readonly string[]): void {
    try {
      this.#check(this);
    } catch (error) {
      const told = this.told.map((each) => `${each.status} ${each.upload}`).join(', ');
      const standing = JSON.stringify([...this.standing()]);
      throw new Error(`${error}\n  ${trace.join('\n  ')}\ntold: ${told}\nstanding: ${standing}`);
    }
  }
}

function sourceName(
  source: { etag?: string; versionId?: string; 'version-id'?: string; sequencer?: string } | undefined,
) {
  return source?.versionId ?? source?.['version-id'] ?? `${source?.etag} ${source?.sequencer}`;
}

/** Digested as it grows: it is part of every state's fingerprint. */
function remember(attempt: Attempt, what: string): void {
  attempt.history = hash('sha1', `${attempt.history} ${what}`, 'base64');
}

/** What an attempt has been answered is what it knows: two attempts with one history go on alike. */
function remembering<Bucket extends object>(attempt: Attempt, bucket: Bucket): Bucket {
  return new Proxy(bucket, {
    get:
      (target, name) =>
      async (...parameters: unknown[]) => {
        const method = Reflect.get(target, name) as (...all: unknown[]) => Promise<unknown>;
        const answer = await method.apply(target, parameters);
        const { body: _stream, ...rest } = (typeof answer === 'object' ? answer : { answer }) as Record<
          string,
          unknown
        >;
        remember(attempt, `${String(name)} ${JSON.stringify(rest)}`);
        return answer;
      },
  });
}
