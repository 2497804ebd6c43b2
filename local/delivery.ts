import type { Alarms } from './alarms/index.ts';
import type { Deployment } from './deployment.ts';
import { createBus, type Deliver, deadLetterAttributes, pump } from './events/index.ts';
import { pollQueue } from './lambda/index.ts';
import { messagesAtOnce, type Services } from './services.ts';
import type { Sleep } from './time-scale/index.ts';

interface Options extends Omit<Services, 'inbox'> {
  deployment: Deployment;
  concurrency: number;
  waiters: number;
  /** Stands around the delivery to a target. */
  around?: ((targetArn: string, deliver: Deliver) => Deliver) | undefined;
  /** Between two tries. */
  sleep: Sleep;
  alarms: Pick<Alarms, 'count'>;
  log(error: unknown): void;
}

/** What moves things on: events from where they happen to the targets of the rules, messages to their functions. */
export function startDelivery(options: Options): AsyncDisposable {
  const {
    deployment,
    s3,
    states,
    functions,
    queues,
    log,
    sleep,
    alarms,
    around = (_arn, deliver) => deliver,
  } = options;
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
    sleep,
    rules: deployment.rules,
    targetOf: (arn) => {
      const target = targets.get(arn);
      if (target === undefined) throw new Error(`A rule has the target ${arn}, which nothing here has.`);
      return around(arn, target);
    },
    onGivenUp: ({ rule }) => alarms.count('AWS/Events FailedInvocations', rule),
    deadLetter: async (queueArn, event, why) => {
      await queues.send(queueArn, JSON.stringify(event), deadLetterAttributes(why));
    },
  });

  const moving = new AsyncDisposableStack();
  for (const outbox of [s3.outbox, states.outbox]) moving.use(pump(outbox, bus, { sleep }));
  for (const source of deployment.eventSources) {
    const maxConcurrency = messagesAtOnce(source, options);
    const { region } = deployment;
    moving.use(pollQueue({ source, queues, functions, region, maxConcurrency, sleep, onError: log }));
  }
  return moving;
}
