import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stackName } from '../../infra/outputs.ts';
import { localCredentials } from '../../local/credentials.ts';
import type { Deployment } from '../../local/deployment.ts';
import type { BusEvent } from '../../local/events/event.ts';
import { gateway } from '../../local/gateway.ts';
import { openDoor } from '../../local/http/door.ts';
import { recordOf } from '../../local/lambda/sqs-event.ts';
import { photoMachineOf } from '../../local/photo-machine.ts';
import { openQueues } from '../../local/queues/index.ts';
import { openS3, type S3 } from '../../local/s3/index.ts';
import type { HistoryEvent } from '../../local/states/history.ts';
import { openStates } from '../../local/states/index.ts';
import { openStore } from '../../local/states/store.ts';
import { readDeployment, type Synthesized } from '../../local/template/index.ts';
import { FunctionProcess, type Invocation } from './function-process.ts';
import { billedAs, isByLink, noRequests, type S3Requests } from './requests.ts';

/** S3 as it would be over there: what each request waits, and how fast bytes come. */
export interface Network {
  roundTripMs: number;
  megabytesPerSecond: number;
}

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
  execution: { arn: string; input: string; ms: number; history: readonly HistoryEvent[] };
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

type Call = (arn: string, event: unknown) => Promise<unknown>;

/** A link, and the upload by it: the event that S3 sends then. */
async function uploaded({ functionUrls }: Deployment, call: Call, s3: S3, photo: Buffer): Promise<BusEvent> {
  const [url] = functionUrls;
  if (url === undefined) throw new Error('The template has no Function URL that makes upload links.');
  const answer = (await call(url.functionArn, {
    rawPath: '/',
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    requestContext: { http: { method: 'POST' }, requestId: randomUUID() },
    body: JSON.stringify({ fileName: 'IMG_4711.jpg', contentType: 'image/jpeg', size: photo.length }),
    isBase64Encoded: false,
  })) as { body: string };
  const link = JSON.parse(answer.body) as { method: string; url: string; headers: Record<string, string> };
  const put = await fetch(link.url, {
    method: link.method,
    headers: link.headers,
    body: new Uint8Array(photo),
  });
  if (!put.ok) throw new Error(`The upload was refused: ${put.status} ${await put.text()}`);
  const [sent] = s3.outbox.pending(1);
  if (sent === undefined) throw new Error('The upload sent no event.');
  s3.outbox.delivered(sent.id);
  return sent.event;
}

/** To the target of the template's rule: the machine, or the queue whose function starts it. */
async function deliver(
  deployment: Deployment,
  call: Call,
  states: ReturnType<typeof openStates>,
  event: BusEvent,
) {
  const targets = deployment.rules.flatMap((rule) => rule.targets.map(({ arn }) => arn));
  const source = deployment.eventSources.find(({ queueArn }) => targets.includes(queueArn));
  const input = JSON.stringify(event);
  if (source === undefined) {
    states.start({ machineArn: photoMachineOf(deployment).arn, name: event.id, input });
    return;
  }
  const message = {
    ...{
      messageId: randomUUID(),
      receiptHandle: randomUUID(),
      body: input,
      messageAttributes: {},
      md5OfBody: '',
    },
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: `${Date.now()}` },
  };
  await call(source.functionArn, { Records: [recordOf(message, source.queueArn, region)] });
}

function executionEnds(states: ReturnType<typeof openStates>): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = (arn: string) => {
      const { status } = states.summary(arn) ?? {};
      if (status === 'SUCCEEDED') resolve(arn);
      else if (status !== 'RUNNING')
        reject(new Error(`The execution ended ${status}: ${whyOf(states.detail(arn))}`));
    };
    states.onChange(look);
  });
}

function whyOf(detail: ReturnType<ReturnType<typeof openStates>['detail']>): string {
  const failures = detail?.visits.flatMap(({ state, failures: all }) =>
    all.map(({ cause }) => `${state}: ${cause}`),
  );
  return failures?.join('; ') ?? 'it is not there';
}

function executionIn(folder: string, arn: string): Trial['execution'] {
  const store = openStore(folder);
  try {
    const execution = store.byArn(arn);
    if (execution === undefined) throw new Error(`There is no execution ${arn}.`);
    const history = store.history(execution.seq, { after: 0, limit: 1000, reverse: false });
    const ms = (history.at(-1)?.at ?? 0) - (history[0]?.at ?? 0);
    return { arn, input: execution.input, ms, history };
  } finally {
    store.close();
  }
}

interface Wait {
  from: number;
  ms: number;
}

/** Requests that begin before the answer to the first of them can be there are one round. */
export function roundsOf(waits: readonly Wait[]): number {
  let sum = 0;
  let round: Wait = { from: Number.NEGATIVE_INFINITY, ms: 0 };
  for (const wait of waits) {
    if (wait.from >= round.from + round.ms) {
      sum += round.ms;
      round = wait;
    } else {
      round = { from: round.from, ms: Math.max(round.ms, wait.from + wait.ms - round.from) };
    }
  }
  return sum + round.ms;
}

/** S3 behind a counter, and as far away as the network says. */
function counting(s3: S3, network: Network | undefined) {
  const counted = {
    requests: { byLink: noRequests, byFunctions: noRequests },
    waits: [] as Wait[],
    handle: ((request, response) => {
      const by = isByLink(request) ? 'byLink' : 'byFunctions';
      const as = billedAs(request);
      const { [by]: before } = counted.requests;
      counted.requests = { ...counted.requests, [by]: { ...before, [as]: before[as] + 1 } };
      const wait = by === 'byLink' ? 0 : waitFor(s3, request, network);
      if (by === 'byFunctions') counted.waits.push({ from: performance.now(), ms: wait });
      if (wait > 0) setTimeout(() => s3.handle(request, response), wait);
      else s3.handle(request, response);
    }) as RequestListener,
  };
  return counted;
}

/** The bytes of an answer wait beforehand, all at once: whoever reads while they come would gain what this hides. */
function waitFor(
  s3: S3,
  { method, url = '/', headers }: Parameters<RequestListener>[0],
  network?: Network,
): number {
  if (network === undefined) return 0;
  const [, bucket = '', ...path] = new URL(url, 'http://s3').pathname.split('/');
  const sent = Number(headers['content-length'] ?? 0);
  const got = method === 'GET' ? (s3.current(bucket, decodeURIComponent(path.join('/')))?.bytes ?? 0) : 0;
  return network.roundTripMs + (sent + got) / (network.megabytesPerSecond * 1000);
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
