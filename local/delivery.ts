import type { Deployment } from './deployment.ts';
import { createBus, type Deliver, deadLetterAttributes, pump } from './events/index.ts';
import { type Functions, pollQueue } from './lambda/index.ts';
import type { Queues } from './queues/index.ts';
import type { S3 } from './s3/index.ts';
import type { States } from './states/index.ts';

interface Options {
  deployment: Deployment;
  s3: S3;
  states: States;
  functions: Functions;
  queues: Queues;
  /** How many messages of an event source are worked on at once where it does not say, and at most. */
  concurrency: number;
  waiters: number;
  log(error: unknown): void;
}

/** What moves things on: events from where they happen to the targets of the rules, messages to their functions. */
export function startDelivery(options: Options): AsyncDisposable {
  const { deployment, s3, states, functions, queues, concurrency, waiters, log } = options;
  const targets = new Map<string, Deliver>();
  for (const { arn } of deployment.stateMachines) {
    // Named after the event: one that comes again is no second execution.
    const start: Deliver = async (event) => {
      states.start({ machineArn: arn, name: event.id, input: JSON.stringify(event) });
    };
    targets.set(arn, start);
  }
  for (const { arn } of deployment.queues) {
    targets.set(arn, async (event) => void (await queues.send(arn, JSON.stringify(event))));
  }
  for (const { arn } of deployment.functions) {
    targets.set(arn, async (event) => functions.invokeAsync(arn, event));
  }

  const bus = createBus({
    rules: deployment.rules,
    targetOf: (arn) => {
      const target = targets.get(arn);
      if (target === undefined) throw new Error(`A rule has the target ${arn}, which nothing here has.`);
      return target;
    },
    deadLetter: async (queueArn, event, why) => {
      await queues.send(queueArn, JSON.stringify(event), deadLetterAttributes(why));
    },
  });

  const moving = new AsyncDisposableStack();
  for (const outbox of [s3.outbox, states.outbox]) moving.use(pump(outbox, bus));
  for (const source of deployment.eventSources) {
    const maxConcurrency = Math.min(source.maxConcurrency ?? concurrency, waiters);
    const { region } = deployment;
    moving.use(pollQueue({ source, queues, functions, region, maxConcurrency, onError: log }));
  }
  return moving;
}
