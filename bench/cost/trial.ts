import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stackName } from '../../infra/outputs.ts';
import { localCredentials } from '../../local/credentials.ts';
import type { Deployment } from '../../local/deployment.ts';
import type { BusEvent } from '../../local/events/event.ts';
import { gateway } from '../../local/gateway/index.ts';
import { openDoor } from '../../local/http/door.ts';
import { openQueues } from '../../local/queues/index.ts';
import { openS3 } from '../../local/s3/index.ts';
import { openStates } from '../../local/states/index.ts';
import { readDeployment, type Synthesized } from '../../local/template/index.ts';
import { executionEnds, executionIn, type TriedExecution } from './execution.ts';
import { FunctionProcess, type Invocation } from './function-process.ts';
import { counting, type Network, roundsOf } from './network.ts';
import { noRequests, type S3Requests } from './requests.ts';
import { deliver, uploaded } from './way.ts';

/** What one photo's way through the real functions and the real definition was made of. */
export interface Trial {
  requests: { byLink: S3Requests; byFunctions: S3Requests };
  /** What the functions' requests waited for the network, those that were under way together counted once. */
  waitedMs: number;
  /** By folder; the last photo's, when every function was warm. */
  invocations: Readonly<Record<string, readonly Invocation[]>>;
  /** What loading each of them took. */
  loads: Readonly<Record<string, Invocation>>;
  event: BusEvent;
  execution: TriedExecution;
  /** Bytes of each message that was published. */
  published: readonly number[];
  /** Bytes of each rendition. */
  renditions: readonly number[];
}

const region = 'us-east-1';
const account = '000000000000';

/** Sends the same photo through some times, one after the other. The last of these trials is the one to look at. */
export async function tryOut(
  synthesized: Synthesized,
  photo: Buffer,
  { times = 2, network }: { times?: number; network?: Network } = {},
): Promise<Trial[]> {
  await using parts = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-trial-'));
  parts.defer(() => rm(folder, { recursive: true, force: true }));
  const door = parts.use(await openDoor(0, { answersExpect: true }));
  const deployment = readDeployment(synthesized, {
    ...{ region, account, awsOrigin: door.origin, linksOrigin: door.origin },
  });
  const credentials = localCredentials(folder);
  const published: number[] = [];
  const { buckets, queues: specs, topics } = deployment;
  const queues = parts.use(
    await openQueues({
      ...{ queues: specs, topics, subscriptions: [], region, account, origin: door.origin },
      folder: join(folder, 'queues'),
      onPublished: () => {},
    }),
  );
  const s3 = parts.use(openS3({ folder: join(folder, 's3'), buckets, credentials, region, account }));
  const reach = {
    AWS_ENDPOINT_URL: door.origin,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  const functions = new Map(
    functionsOnTheWay(deployment).map((spec) => [spec.arn, parts.use(new FunctionProcess(spec, reach))]),
  );
  const call = async (arn: string, event: unknown) => {
    const found = functions.get(arn);
    if (found === undefined)
      throw new Error(`The good path called ${arn}, which a photo that is done has no need of.`);
    return found.invoke(event);
  };
  const states = parts.use(
    openStates({
      ...{ folder, region, account, concurrency: 1 },
      machines: deployment.stateMachines,
      tasks: {
        invoke: (arn, payload, { onBegin }) => {
          onBegin?.();
          return call(arn, payload);
        },
        publish: (arn, parameters) => {
          published.push(Buffer.byteLength(JSON.stringify(parameters.Message)));
          return queues.publish(arn, parameters);
        },
      },
    }),
  );
  states.resume();
  const counted = counting(s3, network);
  const stack = { name: stackName, outputs: deployment.outputs };
  const services = { s3: { handle: counted.handle }, queues, states, stack };
  door.open(gateway({ ...services, credentials, region, log: (error) => console.error(error) }));

  const trials: Trial[] = [];
  for (let time = 0; time < times; time++) {
    counted.requests = { byLink: noRequests, byFunctions: noRequests };
    counted.waits.length = 0;
    published.length = 0;
    for (const each of functions.values()) each.invocations.length = 0;
    const event = await uploaded(deployment, call, s3, photo);
    const ended = executionEnds(states);
    await deliver(deployment, call, states, event);
    const arn = await ended;
    const { name = '' } = deployment.buckets.find(({ sendsEvents }) => !sendsEvents) ?? {};
    trials.push({
      requests: counted.requests,
      waitedMs: roundsOf(counted.waits),
      invocations: byFolder(functions, (each) => [...each.invocations]),
      loads: Object.fromEntries(
        await Promise.all([...functions.values()].map(async (each) => [each.spec.folder, await each.loaded])),
      ),
      event,
      execution: executionIn(folder, arn),
      published: [...published],
      renditions: s3.list(name, {}).flatMap(({ key, bytes }) => (key.includes(idOf(event)) ? [bytes] : [])),
    });
  }
  return trials;
}

/** Those of a photo that is done: what records and tells failures has nothing to do. */
function functionsOnTheWay({ functions }: Deployment) {
  return functions.filter(({ folder }) => ['presign', 'start-execution', 'resize'].includes(folder));
}

function byFolder<T>(
  functions: Map<string, FunctionProcess>,
  of: (each: FunctionProcess) => T,
): Record<string, T> {
  return Object.fromEntries([...functions.values()].map((each) => [each.spec.folder, of(each)]));
}

/** The part of the key that nothing else has. */
function idOf({ detail }: BusEvent): string {
  return String((detail.object as { key: string }).key.split('/')[1]);
}
