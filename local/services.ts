import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Alarms } from './alarms/index.ts';
import type { KeyPair } from './credentials.ts';
import type { Deployment, EventSourceSpec } from './deployment.ts';
import type { FailNext } from './fail-next.ts';
import {
  enteringFaults,
  type Faults,
  faultyQueues,
  faultyStates,
  functionFaults,
  receiveFaults,
  s3Faults,
} from './faults/index.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { type Functions, type InvocationAround, openFunctions, throttled } from './lambda/index.ts';
import { openQueues, type Queues } from './queues/index.ts';
import { openS3, type S3 } from './s3/index.ts';
import { openStates, type States } from './states/index.ts';
import { scaledQueues, scaledSleep } from './time-scale/index.ts';

/** What AWS would be, each in its part of the data folder. */
export interface Services {
  inbox: Inbox;
  queues: Queues;
  s3: S3;
  functions: Functions;
  states: States;
}

interface Options {
  deployment: Deployment;
  credentials: KeyPair;
  data: string;
  /** How many events each function works on at once. */
  concurrency: number;
  /** How many of those who only wait: executions that are begun, functions that take from a queue. */
  waiters: number;
  awsOrigin: string;
  failNext: FailNext;
  alarms: Pick<Alarms, 'count'>;
  /** What goes wrong on purpose. */
  faults: Faults | undefined;
  timeScale: number;
}

const projectRoot = fileURLToPath(new URL('..', import.meta.url));

export async function openServices(options: Options, parts: AsyncDisposableStack): Promise<Services> {
  const { deployment, credentials, data, waiters, awsOrigin, faults, timeScale } = options;
  const { region, account, buckets, stateMachines: machines, distributedMachines: distributed } = deployment;
  const inbox = parts.use(openInbox(data));
  const onPublished: Inbox['add'] = (published) => inbox.add(published);
  const folder = join(data, 'queues');
  const own = parts.use(
    await openQueues({
      ...{ ...deployment, folder, origin: awsOrigin, onPublished },
      ...(faults && { receiving: receiveFaults(faults) }),
    }),
  );
  const scaled = scaledQueues(own, timeScale);
  const queues = faults ? faultyQueues(scaled, deployment.queues, faults) : scaled;
  const s3 = parts.use(
    openS3({
      ...{ folder: join(data, 's3'), buckets, credentials, region, account },
      ...(faults && s3Faults(faults)),
    }),
  );
  const functions = parts.use(openFunctions(functionOptions(options, queues)));
  const tasks = {
    invoke: functions.invoke.bind(functions),
    publish: queues.publish.bind(queues),
  };
  const states = parts.use(
    openStates({
      ...{ folder: data, machines, distributed, region, account, tasks, concurrency: waiters },
      ...(faults && { entering: enteringFaults(faults) }),
    }),
  );
  return { inbox, queues, s3, functions, states: faults ? faultyStates(states, faults) : states };
}

/** Of one event source: what it says, or as many as there are events of any function, but never more than may wait. */
export function messagesAtOnce(
  { maxConcurrency }: EventSourceSpec,
  { concurrency, waiters }: Pick<Options, 'concurrency' | 'waiters'>,
): number {
  return Math.min(maxConcurrency ?? concurrency, waiters);
}

function functionOptions(options: Options, queues: Queues): Parameters<typeof openFunctions>[0] {
  const { deployment, credentials, data, concurrency, awsOrigin, failNext, faults, timeScale, alarms } =
    options;
  const planned: InvocationAround = faults ? functionFaults(faults) : (_folder, _payload, work) => work();
  return {
    functions: deployment.functions,
    root: projectRoot,
    folder: join(data, 'functions'),
    logFolder: join(data, 'logs'),
    environment: {
      AWS_ENDPOINT_URL: awsOrigin,
      AWS_REGION: deployment.region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    concurrency,
    sleep: scaledSleep(timeScale),
    concurrencyOf: Object.fromEntries(
      deployment.eventSources.map((source) => [source.functionArn, messagesAtOnce(source, options)]),
    ),
    deadLetter: async (queueArn, payload, { message }) => {
      await queues.send(queueArn, JSON.stringify(payload), { ERROR_MESSAGE: message.slice(0, 1000) });
    },
    onFailed: (arn, { name }) =>
      alarms.count(name === throttled ? 'AWS/Lambda Throttles' : 'AWS/Lambda Errors', arn),
    around: (folder, payload, work) =>
      failNext.strikes(folder, payload) ? work('crash') : planned(folder, payload, work),
  };
}
