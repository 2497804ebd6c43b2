import type { Quotas } from './quotas.ts';
import type { Workflow } from './workflow.ts';

export interface Scenario {
  mode: 'direct' | 'buffered' | 'express';
  photos: number;
  /** They come within so many seconds. */
  overSeconds: number;
  /** Evenly, or as if none knew of the others (then the number is a mean, and so is the span). */
  arrivals: 'even' | 'random';
  /** A function takes as long each time, or exponentially about that. */
  service: 'constant' | 'exponential';
  workflow: Workflow;
  express: boolean;
  /** Seconds that a function works, warm, and that it takes to load. */
  functions: Readonly<Record<string, { seconds: number; loadSeconds: number }>>;
  /** Photos at work at once, of the buffered delivery. */
  maxConcurrency: number;
  /** How often the queue delivers a photo. */
  maxReceives: number;
  /** What is in the queue for longer is lost. */
  retentionSeconds: number;
  /** Whether the event source has scaled up already. */
  rampedUp: boolean;
  renditions: number;
  quotas: Quotas;
  seed: number;
  /** Nothing is looked at after so many seconds. */
  untilSeconds: number;
}

/** What may hold a photo up. */
export const bounds = {
  eventBridge: 'EventBridge, deliveries a second',
  starts: 'Step Functions, starts a second',
  transitions: 'Step Functions, transitions a second',
  buffer: 'the buffer, photos at once',
  pollers: 'the event source, still scaling up',
  lambdaConcurrency: 'Lambda, concurrency of the account',
  lambdaScaling: 'Lambda, new environments a second',
  s3Reads: 'S3, reads of a prefix',
  s3Writes: 'S3, writes of a prefix',
  publishes: 'SNS, publishes a second',
} as const;
export type Bound = keyof typeof bounds;

/** How long it held up all photos together, and from when to when it did. In seconds. */
export interface Held {
  seconds: number;
  times: number;
  from: number;
  to: number;
}

export interface Outcome {
  photos: number;
  done: number;
  /** Ended red, or gave up by the queue: their owners are told. */
  failed: number;
  /** EventBridge gave them up after a day, and they are in the queue of undelivered events; or the buffer let them go. */
  undelivered: number;
  /** When it was looked at last. */
  waiting: number;
  /** The last one came, the last one was done with. */
  lastArrival: number;
  drained: number;
  /** From upload to notice, of those that are done. */
  seconds: { p50: number; p99: number; max: number; mean: number };
  held: Readonly<Partial<Record<Bound, Held>>>;
  mostLambdas: number;
  coldStarts: number;
  /** Of how many photos this was worked out; of the others by proportion. */
  simulated: number;
  /** Photos that had come and were done with, at so many times. */
  course: readonly { at: number; came: number; done: number; failed: number }[];
}
