import type { RuleSpec, RuleTarget } from '../deployment.ts';
import type { BusEvent } from './event.ts';
import { compilePattern } from './pattern.ts';
import { delayBefore, type Sleep, sleep as sleepFor } from './retry.ts';

/** Resolves when the target has it for good. */
export type Deliver = (event: BusEvent, options?: PutOptions) => Promise<void>;

/** Why a target never got an event; rule and target are ARNs. */
export interface Undelivered {
  rule: string;
  target: string;
  /** The name of the error. */
  code: string;
  error: string;
  /** How often it was tried after the first time. */
  attempts: number;
  exhausted: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds';
}

interface PutOptions {
  /** Ends the waiting between two tries: put then rejects, and the event has to be put again. */
  signal?: AbortSignal;
  /** The event is going to take longer: some target refused it, say. */
  onRetry?: () => void;
}

export interface Bus {
  /** Resolves when every matching target has it, or its dead-letter queue has. */
  put(event: BusEvent, options?: PutOptions): Promise<void>;
}

export interface BusOptions {
  rules: readonly RuleSpec[];
  targetOf(arn: string): Deliver;
  deadLetter(queueArn: string, event: BusEvent, why: Undelivered): Promise<void>;
  /** What has no dead-letter queue either; a line on stderr unless given. */
  onDropped?: (event: BusEvent, why: Undelivered) => void;
  onRetry?: (event: BusEvent, target: string, error: unknown) => void;
  /** Wherever it goes from there. */
  onGivenUp?: (why: Undelivered) => void;
  sleep?: Sleep;
  now?: () => number;
  random?: () => number;
}

/** Hands events to the targets of the rules that match. Throws an UnsupportedPatternError for a rule it cannot keep. */
export function createBus(options: BusOptions): Bus {
  const rules = options.rules.map(({ arn, pattern, targets }) => ({
    matches: compilePattern(pattern),
    targets: targets.map((target) => ({ rule: arn, target, deliver: options.targetOf(target.arn) })),
  }));
  return {
    async put(event, putOptions = {}) {
      const routes = rules.filter(({ matches }) => matches(event)).flatMap(({ targets }) => targets);
      const ends = await Promise.allSettled(
        routes.map((route) => deliver(route, event, putOptions, options)),
      );
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    },
  };
}

interface Route {
  rule: string;
  target: RuleTarget;
  deliver: Deliver;
}

async function deliver(route: Route, event: BusEvent, put: PutOptions, options: BusOptions): Promise<void> {
  const { sleep = sleepFor, now = Date.now, random = Math.random } = options;
  const { target } = route;
  const begun = now();
  for (let attempts = 0; ; attempts++) {
    try {
      await route.deliver(event, put);
      return;
    } catch (error) {
      const delay = delayBefore(attempts + 1, random);
      const tooOld = now() + delay - begun > target.maxAgeSeconds * 1000;
      if (attempts >= target.maxAttempts || tooOld) {
        await giveUp(route, event, error, attempts, options);
        return;
      }
      options.onRetry?.(event, target.arn, error);
      put.onRetry?.();
      await sleep(delay, put.signal);
    }
  }
}

async function giveUp(
  { rule, target }: Route,
  event: BusEvent,
  error: unknown,
  attempts: number,
  { deadLetter, onDropped = dropLoudly, onGivenUp }: BusOptions,
): Promise<void> {
  const why: Undelivered = {
    rule,
    target: target.arn,
    code: error instanceof Error ? error.name : 'Error',
    error: error instanceof Error ? error.message : String(error),
    attempts,
    exhausted: attempts >= target.maxAttempts ? 'MaximumRetryAttempts' : 'MaximumEventAgeInSeconds',
  };
  onGivenUp?.(why);
  if (target.deadLetterQueueArn === undefined) onDropped(event, why);
  else await deadLetter(target.deadLetterQueueArn, event, why);
}

function dropLoudly({ id }: BusEvent, { rule, target, error }: Undelivered): void {
  process.stderr.write(
    `The event ${id} is lost: ${rule} has no dead-letter queue, and ${target} failed: ${error}\n`,
  );
}

/** Of the dead letter, as EventBridge sets them: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
export function deadLetterAttributes(why: Undelivered): Record<string, string> {
  return {
    RULE_ARN: why.rule,
    TARGET_ARN: why.target,
    ERROR_CODE: why.code,
    ERROR_MESSAGE: why.error || why.code, // an attribute without a value is refused
    RETRY_ATTEMPTS: `${why.attempts}`,
    EXHAUSTED_RETRY_CONDITION: why.exhausted,
  };
}
