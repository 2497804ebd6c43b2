import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { keyIn } from '../key-in.ts';

/** One thing that an execution did, as `--json` prints it. */
export interface Happening {
  time: string;
  what: 'started' | 'entered' | 'attempt failed' | 'redriven' | 'ended';
  /** The machine: the one that photos go through, or the one that follows their deletions. */
  of: 'photo' | 'deletion';
  /** Undefined where the input is neither. */
  key?: string;
  /** The ARN. */
  execution: string;
  state?: string;
  error?: string;
  status?: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  /** From its start, or from its redrive. */
  seconds?: number;
}

/** What is told of an execution while it is followed. */
export interface Followed {
  execution: string;
  of: Happening['of'];
  key?: string;
  begunAt?: Date;
  /** The last event that was told of. */
  upTo: number;
  ended: boolean;
}

const ends = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
} as const;

/** What came after what was told before; keeps in `followed` how far it has told. */
export function* happenings(followed: Followed, events: readonly HistoryEvent[]): Generator<Happening> {
  for (const event of events) {
    if ((event.id ?? 0) <= followed.upTo) continue;
    followed.upTo = event.id ?? 0;
    const happening = happeningOf(followed, event);
    if (happening === undefined) continue;
    const { execution, of, key } = followed;
    const time = (event.timestamp ?? new Date()).toISOString();
    yield { time, ...happening, of, ...(key !== undefined && { key }), execution };
  }
}

type Said = Pick<Happening, 'what' | 'state' | 'error' | 'status' | 'seconds'>;

function happeningOf(followed: Followed, event: HistoryEvent): Said | undefined {
  const { type = '', timestamp } = event;
  if (type === 'ExecutionStarted' || type === 'ExecutionRedriven') {
    followed.ended = false;
    if (timestamp !== undefined) followed.begunAt = timestamp;
    const key = keyIn(event.executionStartedEventDetails?.input);
    if (key !== undefined) followed.key = key;
    return { what: type === 'ExecutionStarted' ? 'started' : 'redriven' };
  }
  if (Object.hasOwn(ends, type)) {
    followed.ended = true;
    const { begunAt } = followed;
    const failure =
      event.executionFailedEventDetails ??
      event.executionTimedOutEventDetails ??
      event.executionAbortedEventDetails;
    return {
      what: 'ended',
      status: ends[type as keyof typeof ends],
      ...(failure?.error !== undefined && { error: failure.error }),
      ...(begunAt && timestamp && { seconds: (timestamp.getTime() - begunAt.getTime()) / 1000 }),
    };
  }
  const state = event.stateEnteredEventDetails?.name;
  if (state !== undefined) return { what: 'entered', state };
  const failure = event.taskFailedEventDetails ?? event.taskTimedOutEventDetails;
  return failure && { what: 'attempt failed', error: failure.error ?? 'States.TaskFailed' };
}
