import { hash } from 'node:crypto';
import type { ObjectCreatedDetail } from '../../../../functions/shared/source.ts';
import type { PlannedRun } from './scenario.ts';

/** One that was planned, or that began because an upload came back. */
export type BegunRun = PlannedRun & { detail?: ObjectCreatedDetail };

/** Of a function, at the work of a run. */
export interface Attempt {
  run: BegunRun;
  number: number;
  heard: boolean;
  ended: boolean;
  /** What it would do next; each operation waits until the walk takes it. */
  waiting: { operation: string; proceed(): void }[];
  /** It went on after its retry had begun. */
  haunts: boolean;
  history: string;
  /** How much had been told at its latest look at each object. */
  looked: Map<string, number>;
}

export function attemptAt(run: BegunRun, number: number): Attempt {
  return {
    ...{ run, number, heard: true, ended: false, haunts: false },
    ...{ waiting: [], history: '', looked: new Map() },
  };
}

/** Digested as it grows: it is part of every state's fingerprint. */
export function remember(attempt: Attempt, what: string): void {
  attempt.history = hash('sha1', `${attempt.history} ${what}`, 'base64');
}

/** What an attempt has been answered is what it knows: two attempts with one history go on alike. */
export function remembering<Bucket extends object>(attempt: Attempt, bucket: Bucket): Bucket {
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
