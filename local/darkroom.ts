import { stop } from 'esbuild';
import { stackName } from '../infra/outputs.ts';
import { openAlarms, watch } from './alarms/index.ts';
import { announce } from './connection.ts';
import { aboutOf, bufferOf } from './console/about.ts';
import type { About } from './console/api.ts';
import { openConsole } from './console/index.ts';
import { type KeyPair, localCredentials } from './credentials.ts';
import { claimDataFolder } from './data-folder.ts';
import { startDelivery } from './delivery.ts';
import type { Deployment } from './deployment.ts';
import { FailNext } from './fail-next.ts';
import { deliveryFaults, openFaults } from './faults/index.ts';
import type { Flags } from './flags.ts';
import { gateway } from './gateway/index.ts';
import { openDoor } from './http/door.ts';
import { functionUrl } from './lambda/index.ts';
import { buildPage } from './page/build.ts';
import { photoMachineOf } from './photo-machine.ts';
import { openServices } from './services.ts';
import { readDeployment, synthesize } from './template/index.ts';
import { scaledDeployment, scaledSleep } from './time-scale/index.ts';
import { resendUnfinished } from './unfinished.ts';

type Needed = 'ports' | 'data' | 'concurrency' | 'bundled' | 'context';

export interface Options extends Pick<Flags, Needed>, Partial<Pick<Flags, 'faults' | 'timeScale'>> {
  log(line: string): void;
  /** The data folder was deleted: nothing that happens from now on is kept. */
  onGone?(error: Error): void;
}

export interface Darkroom extends AsyncDisposable {
  endpoints: About['endpoints'];
  credentials: KeyPair;
  deployment: Deployment;
  about: About;
  data: string;
  /** How many rules there are of what goes wrong on purpose. */
  faults: number | undefined;
}

/** What clients take for granted where nothing else is said. The account is nobody's. */
const region = 'us-east-1';
const account = '000000000000';

/** Those who only wait, for an execution or for a retry, may be more than the cores; a starter is a process, though. */
const waitersPerCore = 4;

/** The whole of darkroom on this machine, as its template says. It is up when this returns. */
export async function startDarkroom(options: Options): Promise<Darkroom> {
  await using parts = new AsyncDisposableStack();
  const { data, concurrency, timeScale = 1 } = options;
  let ending = false;
  const log = (error: unknown) => {
    if (ending) return; // it broke off because all of it ends
    options.log(error instanceof Error ? `${error.stack}` : `${error}`);
  };
  parts.use(claimDataFolder(data, options.onGone));
  const credentials = localCredentials(data);
  const doors = {
    page: parts.use(await openDoor(options.ports.page)),
    aws: parts.use(await openDoor(options.ports.aws, { answersExpect: true })),
    links: parts.use(await openDoor(options.ports.links)),
  };
  const endpoints = { page: doors.page.origin, aws: doors.aws.origin, links: doors.links.origin };
  const buildingPage = buildPage();
  const { deployment, settings } = deploymentFor(options, endpoints);
  const faults =
    options.faults === undefined
      ? undefined
      : parts.use(openFaults(options.faults, data, deployment, settings.uploads.prefix));
  const about = {
    ...aboutOf(deployment, settings, endpoints, credentials),
    ...(faults && { faults: faults.rules }),
  };

  const failNext = new FailNext();
  const alarms = parts.use(openAlarms({ specs: deployment.alarms, timeScale }));
  const waiters = waitersPerCore * concurrency;
  const awsOrigin = endpoints.aws;
  const wanted = {
    deployment,
    credentials,
    data,
    concurrency,
    waiters,
    awsOrigin,
    failNext,
    faults,
    timeScale,
    alarms,
  };
  const services = await openServices(wanted, parts);
  const queueArns = deployment.queues.map(({ arn }) => arn);
  watch({ alarms, ...services, queueArns, timeScale });
  const files = await buildingPage;
  await stop(); // esbuild's own process would stay as long as this one
  const { s3, states, queues, functions } = services;
  const { uploads, thumbnails, links, presign, claimLifeMs } = landmarks(deployment, settings.uploads.prefix);
  const buffer = bufferOf(deployment);
  const access = { credentials, region };
  const page = parts.use(
    openConsole({
      ...services,
      ...{ about, failNext, alarms, log },
      files,
      uploadsBucket: uploads.bucket,
      thumbnailsBucket: thumbnails,
      ...(buffer && { buffer }),
      links: { url: `${endpoints.links}/`, ...access },
    }),
  );
  const stack = { name: stackName, outputs: about.outputs };
  const { invoke, invokeAsync } = functions;
  const invocable = { specs: deployment.functions, invoke, invokeAsync };
  doors.aws.open(gateway({ s3, queues, states, functions: invocable, stack, ...access, log }));
  const onAnswered = (status: number) => {
    if (status >= 500) alarms.count('AWS/Lambda Url5xxCount', presign.arn);
  };
  doors.links.open(functionUrl({ url: links, functions, ...access, onAnswered, onError: log }));
  doors.page.open(page.listener);

  states.resume();
  const sleep = scaledSleep(timeScale);
  const around = faults && deliveryFaults(faults);
  parts.use(startDelivery({ deployment, ...services, waiters, concurrency, around, sleep, alarms, log }));
  functions.warm(presign.arn).catch(log);
  const waiting = s3.outbox.pending(Number.MAX_SAFE_INTEGER).map(({ event }) => JSON.stringify(event));
  if (buffer !== undefined) waiting.push(...queues.peek(buffer.waiting));

  for (const { name, messages } of queues.leftBehind) {
    options.log(
      `The queue ${name} of another delivery mode still holds ${messages} messages; nobody takes them here.`,
    );
  }

  parts.use(announce(data, { endpoint: endpoints.aws, region }));
  const running = parts.move();
  resendUnfinished({
    ...{ s3, states, functions, uploads, presign, waiting },
    machineArn: photoMachineOf(deployment).arn,
    claimLifeMs,
    later: (work, milliseconds) => {
      const timer = setTimeout(work, milliseconds);
      running.defer(() => clearTimeout(timer));
    },
  }).catch(log);
  return {
    endpoints,
    credentials,
    deployment,
    about,
    data,
    faults: faults?.rules,
    [Symbol.asyncDispose]() {
      ending = true;
      faults?.[Symbol.dispose]();
      return running.disposeAsync();
    },
  };
}

function deploymentFor(
  { context, bundled, timeScale = 1 }: Options,
  { page, aws, links }: About['endpoints'],
) {
  const pageOrigins = [page, page.replace('127.0.0.1', 'localhost')];
  const synthesized = synthesize({ context, pageOrigins, bundle: bundled });
  const { settings } = synthesized;
  const places = { region, account, awsOrigin: aws, linksOrigin: links };
  return { deployment: scaledDeployment(readDeployment(synthesized, places), timeScale), settings };
}

/** What has to be found in the template by what it is for. */
function landmarks({ outputs, functions, functionUrls }: Deployment, prefix: string) {
  const [links] = functionUrls;
  const presign = functions.find(({ arn }) => arn === links?.functionArn);
  const { UploadsBucketName: bucket, ThumbnailsBucketName: thumbnails } = outputs;
  if (links === undefined || presign === undefined || bucket === undefined || thumbnails === undefined) {
    throw new Error('The template has no upload links, or does not say which its buckets are.');
  }
  const resize = functions.find(({ folder }) => folder === 'resize');
  const claimLifeMs = Number(resize?.environment.CLAIM_LIFE_SECONDS) * 1000;
  return { uploads: { bucket, prefix }, thumbnails, links, presign, claimLifeMs };
}
