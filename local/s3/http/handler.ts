import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { type Credentials, verifySignature } from '../../signature/index.ts';
import { S3Error } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { xmlError } from '../xml/write.ts';
import { checkAccepted } from './accepted.ts';
import { type Address, addressOf } from './address.ts';
import { Call, type Reply, type Terms } from './call.ts';
import { corsHeaders, preflight } from './cors.ts';
import { failureOf } from './failure.ts';
import { type OperationName, routeOf } from './routes.ts';

export interface HandlerOptions {
  store: Store;
  terms: Terms;
  credentials: Credentials;
  around?: Around | undefined;
}

/** A request that is signed and understood, before its operation is performed. */
export interface Operation {
  name: OperationName;
  takesBody: boolean;
  call: Call;
  response: ServerResponse;
}

/** Stands around each operation: what comes before it, in its place, or between it and its answer. */
export type Around = (operation: Operation, perform: () => Promise<Reply>) => Promise<Reply>;

/** Of a body that is asked for by no operation. */
const mostIdleBytes = 64 * 1024;
/** For a client that sends on after it was refused. */
const longestFarewell = 30_000;

/** Answers one request. Resolves when nothing of it goes on any more. */
export async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: HandlerOptions,
): Promise<void> {
  const requestId = randomBytes(8).toString('hex').toUpperCase();
  response.setHeader('x-amz-request-id', requestId);
  response.setHeader('x-amz-id-2', Buffer.from(requestId).toString('base64'));
  let address: Address | undefined;
  try {
    address = addressOf(request);
    const reply = await replyTo(request, response, { ...options, address, requestId });
    await send(request, response, reply);
  } catch (error) {
    const hungUp = (request.destroyed && !request.complete) || isPrematureClose(error);
    if (hungUp) return void response.destroy();
    const { code, status, message, detail, headers } = failureOf(error);
    if (response.headersSent || response.destroyed) return void response.destroy();
    const Resource = address?.path ?? request.url;
    const xml = xmlError({ Code: code, Message: message, ...detail, Resource, RequestId: requestId });
    await send(request, response, { status, xml, ...(headers && { headers }) });
  }
}

async function replyTo(
  request: IncomingMessage,
  response: ServerResponse,
  given: HandlerOptions & { address: Address; requestId: string },
): Promise<Reply> {
  const { store, terms, credentials, address } = given;
  const rules = store.buckets.get(address.bucket)?.cors ?? [];
  if (request.method === 'OPTIONS') {
    const { bucket } = address;
    if (!store.buckets.has(bucket)) throw new S3Error('NoSuchBucket', { detail: { BucketName: bucket } });
    return { headers: preflight(request, rules) };
  }
  for (const [name, value] of Object.entries(corsHeaders(request, rules))) response.setHeader(name, value);
  const { region } = terms;
  const verified = verifySignature(request, { credentials, region, service: 's3', now: store.now });
  const call = new Call({ request, response }, { ...given, verified });
  const route = routeOf(call);
  checkAccepted(call, route.fields ?? [], route.conditions ?? []);
  // Its hash may be part of what was signed.
  const idle = !route.body && Number(request.headers['content-length'] ?? 0) > 0;
  if (idle) await call.receiveText(mostIdleBytes);
  const perform = async () => route.run(call);
  const { name, body: takesBody = false } = route;
  return given.around === undefined ? perform() : given.around({ name, takesBody, call, response }, perform);
}

async function send(request: IncomingMessage, response: ServerResponse, reply: Reply): Promise<void> {
  const { status = 200, headers = {}, xml, stream } = reply;
  if (response.destroyed) return void stream?.destroy();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) response.setHeader(name, value);
  }
  if (xml !== undefined) {
    response.setHeader('content-type', 'application/xml');
    response.setHeader('content-length', Buffer.byteLength(xml));
  } else if (status === 200 && !response.hasHeader('content-length')) response.setHeader('content-length', 0);
  endOfBody(request, response);
  response.statusCode = status;
  if (stream !== undefined) await pipeline(stream, response);
  else response.end(request.method === 'HEAD' ? undefined : xml);
}

/** The client did not want all of the answer. */
function isPrematureClose(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE';
}

// A body that was asked for has to be read, or its sender would never come to read the answer. One that was not will
// not come, and the connection is of no more use: the next bytes could be either.
function endOfBody(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete) return;
  if (request.headers.expect !== undefined && !response.writableEnded && !request.readableDidRead) {
    response.setHeader('connection', 'close');
    return;
  }
  request.resume();
  const farewell = setTimeout(() => request.destroy(), longestFarewell).unref();
  request.once('close', () => clearTimeout(farewell));
}
