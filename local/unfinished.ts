import { idOf, uploadIn } from './console/upload-of.ts';
import type { FunctionSpec } from './deployment.ts';
import { everyPage } from './every-page.ts';
import type { Functions } from './lambda/index.ts';
import type { ObjectInfo, S3 } from './s3/index.ts';
import type { States } from './states/index.ts';

interface Options {
  s3: Pick<S3, 'list' | 'resend'>;
  states: Pick<States, 'summaries'>;
  functions: Pick<Functions, 'invoke'>;
  uploads: { bucket: string; prefix: string };
  /** Of the machine that photos go through. */
  machineArn: string;
  presign: FunctionSpec;
  /** Events that still wait for their execution: of the outbox and the buffer. */
  waiting: readonly string[];
  /** For how long nobody takes over from an execution that may have died. */
  claimLifeMs: number;
  later(work: () => void, milliseconds: number): void;
  now?: () => number;
}

/**
 * Sends every upload through again that has no outcome and that nothing is at work on. Each hop here is on disk, so
 * there are such only when something else happened: another delivery mode was chosen while photos were on their way, a
 * history was deleted, an execution was aborted, a deleted photo was restored. How many were sent.
 */
export async function resendUnfinished(options: Options): Promise<number> {
  const { s3, claimLifeMs, later, now = Date.now } = options;
  let sent = 0;
  for (const { upload, run } of forgotten(options)) {
    if (!(await hasNoOutcome(options, upload.key))) continue;
    // The protocol takes a young claim for that of somebody who is still at work.
    const wait = run?.endedAt === undefined ? 0 : run.endedAt + claimLifeMs - now();
    if (wait > 0) later(() => s3.resend(upload.bucket, upload.key), wait);
    else s3.resend(upload.bucket, upload.key);
    sent++;
  }
  return sent;
}

/** Uploads that neither went well nor are on their way; all found at once, since new ones may come any moment. */
function forgotten({
  s3,
  states,
  uploads,
  machineArn,
  waiting,
}: Options): { upload: ObjectInfo; run: Run | undefined }[] {
  const runs = lastRuns(states, machineArn, uploads.bucket);
  const onTheirWay = new Set(waiting.flatMap((event) => uploadIn(event, uploads.bucket) ?? []).map(idOf));
  return [...everyObject(s3, uploads)].flatMap((upload) => {
    const id = idOf(upload);
    const run = runs.get(id);
    return onTheirWay.has(id) || (run !== undefined && cares(run)) ? [] : { upload, run };
  });
}

function* everyObject(s3: Options['s3'], { bucket, prefix }: Options['uploads']): Generator<ObjectInfo> {
  for (const info of everyPage('key', (more) => s3.list(bucket, { prefix, ...more }))) {
    if (!info.key.endsWith('/') || info.bytes > 0) yield info;
  }
}

/** The last one that was superseded may have been so because its photo was deleted, and that has been restored since. */
function cares({ status, lastState }: Run): boolean {
  return status === 'RUNNING' || (status === 'SUCCEEDED' && lastState !== 'Photo Superseded');
}

type Run = ReturnType<States['summaries']>[number];

function lastRuns(states: Options['states'], machineArn: string, bucket: string): Map<string, Run> {
  const runs = new Map<string, Run>();
  for (const run of everyPage('arn', (more) => states.summaries(more))) {
    const upload = run.machineArn === machineArn ? uploadIn(run.input, bucket) : undefined;
    const id = upload && idOf(upload);
    if (id !== undefined && runs.get(id)?.status !== 'RUNNING') runs.set(id, run);
  }
  return runs;
}

/** Asks as a client would, of the function behind the upload links. */
async function hasNoOutcome({ functions, presign }: Options, key: string): Promise<boolean> {
  const http = {
    method: 'GET',
    path: '/',
    protocol: 'HTTP/1.1',
    sourceIp: '127.0.0.1',
    userAgent: 'darkroom',
  };
  const answer = (await functions.invoke(presign.arn, {
    version: '2.0',
    rawPath: '/',
    rawQueryString: `key=${encodeURIComponent(key)}`,
    headers: {},
    requestContext: { http },
    isBase64Encoded: false,
  })) as { statusCode?: number; body?: string };
  if (answer.statusCode === 404) return false; // deleted meanwhile
  if (answer.statusCode !== 200) return true; // a key that is no photo's is to be rejected, by the workflow
  return JSON.parse(answer.body ?? '{}').status === 'waiting';
}
