import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { FunctionUrlSpec } from '../../deployment.ts';
import { BodyTooLargeError, readBody } from '../../http/body.ts';
import {
  type Credentials,
  checkBody,
  SignatureError,
  scopeOf,
  verifySignature,
} from '../../signature/index.ts';
import { InvocationError, requestTooLarge, throttled } from '../error.ts';
import type { Functions } from '../functions.ts';
import { maxEventBytes } from '../messages.ts';
import { type Answer, answerOf } from './answer.ts';
import { allowOrigin, allowPreflight, isPreflight } from './cors.ts';
import { eventOf } from './event.ts';

export interface FunctionUrlOptions {
  url: FunctionUrlSpec;
  functions: Pick<Functions, 'invoke'>;
  credentials: Credentials;
  region: string;
  /** Milliseconds since 1970. */
  now?: () => number;
  onAnswered?: (status: number) => void;
  /** Why an answer is a 502 of which the function's log knows nothing. */
  onError?: (error: unknown) => void;
}

/** As many as all functions of an account may run at once on AWS, unless it asked for more. */
const mostAtOnce = 1000;

/** Lambda itself says no; the function hears nothing of it. */
class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly type: string;
  constructor(status: number, type: string, message: string) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

/** A function under an address of its own: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
export function functionUrl(options: FunctionUrlOptions): RequestListener {
  const { cors } = options.url;
  const invoke = bounded(options);
  return (request, response) => {
    const requestId = randomUUID();
    response.setHeader('x-amzn-requestid', requestId);
    if (cors !== undefined && isOwnHost(request) && isPreflight(request)) {
      allowPreflight(request, response, cors);
      response.writeHead(200, { 'content-length': 0 }).end();
      return;
    }
    void answerTo(request, requestId, { ...options, invoke })
      .catch((error: unknown) => refusalOf(error, isHungUp(request) ? undefined : options.onError))
      .then((answer) => {
        options.onAnswered?.(answer.status);
        send(response, answer, () => cors !== undefined && allowOrigin(request, response, cors));
      });
  };
}

async function answerTo(
  request: IncomingMessage,
  requestId: string,
  options: FunctionUrlOptions & { invoke(event: object): Promise<unknown> },
): Promise<Answer> {
  if (!isOwnHost(request)) {
    throw new Refusal(403, 'AccessDeniedException', 'This address answers to 127.0.0.1 and localhost alone.');
  }
  const { url, invoke, credentials, region, now = Date.now } = options;
  const signed = url.auth === 'AWS_IAM';
  if (signed && scopeOf(request) === undefined) throw new Refusal(403, 'AccessDeniedException', 'Forbidden');
  const verified = signed
    ? verifySignature(request, { credentials, region, service: 'lambda', now })
    : undefined;
  // Before a byte of it is read; what has no length declared is counted.
  if (Number(request.headers['content-length'] ?? 0) > maxEventBytes) throw tooLarge();
  const body = await readBody(request, maxEventBytes);
  if (verified !== undefined) checkBody(verified, body);
  const caller = signed
    ? { accountId: accountOf(url.functionArn), accessKey: credentials.accessKeyId }
    : undefined;
  const event = eventOf(request, body, { requestId, time: now(), caller });
  return answerOf(await invoke(event));
}

/** Whoever asks gets his turn or is told to come later: a flood cannot fill the memory of the machine that it waits on. */
function bounded({ url, functions }: FunctionUrlOptions): (event: object) => Promise<unknown> {
  let running = 0;
  return async (event) => {
    if (running >= mostAtOnce) throw new InvocationError(throttled, 'Rate Exceeded.');
    running++;
    try {
      return await functions.invoke(url.functionArn, event);
    } finally {
      running--;
    }
  };
}

function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

/** A name that somebody else's DNS points here is not ours: https://en.wikipedia.org/wiki/DNS_rebinding */
function isOwnHost({ headers: { host = '' }, socket }: IncomingMessage): boolean {
  return host === `127.0.0.1:${socket.localPort}` || host === `localhost:${socket.localPort}`;
}

/** Nobody is there to be answered, and it is no fault of ours. */
function isHungUp(request: IncomingMessage): boolean {
  return request.destroyed && !request.complete;
}

/** The caller hears nothing of what the function said when it failed: that is in its log. */
function refusalOf(error: unknown, onError: (error: unknown) => void = () => {}): Answer {
  if (error instanceof Refusal) return refused(error);
  if (error instanceof SignatureError) {
    const type =
      error.code === 'SignatureDoesNotMatch' ? 'InvalidSignatureException' : 'AccessDeniedException';
    return refused(new Refusal(403, type, error.message));
  }
  const name = error instanceof InvocationError ? error.name : undefined;
  if (error instanceof BodyTooLargeError || name === requestTooLarge) return refused(tooLarge());
  if (name === throttled) return refused(new Refusal(429, 'TooManyRequestsException', 'Rate Exceeded.'));
  if (name === undefined) onError(error);
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': 'InternalServerErrorException' };
  return { status: 502, headers, cookies: [], body: Buffer.from('Internal Server Error') };
}

function tooLarge(): Refusal {
  const text = `Request must be smaller than ${maxEventBytes} bytes for the InvokeFunction operation`;
  return new Refusal(413, 'RequestEntityTooLargeException', text);
}

function refused({ status, type, message }: Refusal): Answer {
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': type };
  return { status, headers, cookies: [], body: Buffer.from(JSON.stringify({ Message: message })) };
}

function send(
  response: ServerResponse,
  { status, headers, cookies, body }: Answer,
  addCors: () => void,
): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  addCors();
  if (status !== 204 && status !== 304) response.setHeader('content-length', body.length);
  response.writeHead(status).end(body); // which Node leaves out where there may be none: HEAD, 204, 304
}
