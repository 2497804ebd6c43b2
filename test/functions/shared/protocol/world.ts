import { hash } from 'node:crypto';
import { StorageUnavailableError } from '../../../../functions/shared/errors.ts';
import { provenanceOf } from '../../../../functions/shared/protocol/provenance.ts';
import type { Stores } from '../../../../functions/shared/protocol/run.ts';
import type { Step, World } from '../../../support/interleavings.ts';
import { MemoryBuckets } from '../../../support/memory-store.ts';
import { type Attempt, attemptAt, type BegunRun, remember, remembering } from './attempt.ts';
import { Outside } from './outside.ts';
import type { PlannedRun, Scenario } from './scenario.ts';
import { follow, makePhoto, outcome } from './work.ts';

const claimLifeMs = 270_000;

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

/** A small world for the model test: what may happen next in it, and what has come of it. */
export class PhotoWorld implements World {
  readonly told: Told[] = [];
  readonly buckets: MemoryBuckets;
  readonly #scenario: Scenario;
  readonly #check: (world: PhotoWorld) => void;
  readonly #outside: Outside;
  readonly #runs: BegunRun[];
  readonly #attempts: Attempt[] = [];
  #time = 0;

  constructor(scenario: Scenario, check: (world: PhotoWorld) => void) {
    this.#scenario = scenario;
    this.#runs = [...scenario.runs];
    this.#check = check;
    this.buckets = new MemoryBuckets({ versioned: scenario.versioned ?? true });
    this.buckets.now = () => this.#time;
    this.#outside = new Outside(scenario.outside, this.buckets);
  }

  /** Number of the upload that the key holds; undefined after a delete. */
  get current(): number | undefined {
    return this.#outside.current;
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
      const upload = this.#outside.numberOf(provenance?.source);
      found.set(at, { upload, settings: provenance?.settings ?? '' });
    }
    return found;
  }

  steps(): Step[] {
    return [...this.#outsideSteps(), ...this.#beginnings(), ...this.#operations()];
  }

  #outsideSteps(): Step[] {
    if (this.#outside.uploads > 0 && !this.#firstHasEnded()) return [];
    return this.#outside.next(this.told.some(({ status }) => status === 'deleted'));
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
          this.#outside.uploads >= run.upload &&
          this.#outside.deletions >= (run.follows ?? 0) &&
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

  #begin(run: BegunRun, number: number): void {
    if (run.late) {
      // The claims of all others have run out, and so have their functions: none of them moves any more.
      this.#time += claimLifeMs;
      for (const each of this.#attempts) if (!each.run.late) each.waiting = [];
    }
    const attempt = attemptAt(run, number);
    this.#attempts.push(attempt);
    void this.#untilAvailable(attempt).then((status) => {
      attempt.ended = true;
      remember(attempt, `ended ${status}`);
      const { upload, claim, settings = 'ab' } = run;
      // A run that dies untold is never heard, even when it came to its end.
      if (attempt.heard && !run.diesUntold && status !== undefined) {
        const decided = Math.min(...attempt.looked.values());
        const { sequencer = '' } = this.#eventOf(run).object;
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

  #eventOf(run: BegunRun) {
    return run.follows ? this.#outside.deletion(run.follows) : this.#outside.eventOf(run);
  }

  async #work(attempt: Attempt): Promise<Told['status'] | undefined> {
    const { run } = attempt;
    const place = {
      outside: this.#outside,
      stores: this.#stores(attempt),
      stamped: this.#scenario.stamped !== false,
    };
    if (run.follows === undefined) return makePhoto(place, run);
    const deletion = { detail: this.#outside.deletion(run.follows), time: this.#time };
    return follow(place, run, deletion, (begun) => this.#runs.push(begun));
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
    const state = [this.#outside.steps, objects.sort(), attempts.sort(), begun, this.told, this.#time];
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
