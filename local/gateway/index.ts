import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { HttpAnswer, Service } from '../http/exchange.ts';
import type { Queues } from '../queues/index.ts';
import type { S3 } from '../s3/index.ts';
import { type Credentials, checkBody, scopeOf, type Terms, verifySignature } from '../signature/index.ts';
import type { States } from '../states/index.ts';
import { type DescribedStack, stacks } from './cloudformation.ts';
import { HangUp, ProtocolError, refusalOf } from './error.ts';
import { type Invocable, invocations } from './lambda.ts';
import { readSmallBody } from './small-body.ts';
import { securityTokens } from './sts.ts';

interface Options {
  s3: Pick<S3, 'handle'>;
  queues: Pick<Queues, 'handle'>;
  states: Pick<States, 'handle'>;
  /** There is no Lambda unless given. */
  functions?: Invocable;
  /** What CloudFormation tells of. */
  stack: DescribedStack;
  credentials: Credentials;
  region: string;
  account?: string;
  now?: () => number;
  /** Is given what is nobody's fault but ours. */
  log(error: unknown): void;
}

/**
 * All of this machine's AWS on one port. Which service is meant says the scope that a request is signed for, so the
 * unsigned are S3's: it has an answer to a browser's preflight. All other services are closed to web pages.
 */
export function gateway({
  s3,
  queues,
  states,
  functions,
  stack,
  credentials,
  region,
  account = '000000000000',
  now = Date.now,
  log,
}: Options): RequestListener {
  const services = new Map<string, Service>([
    ['sqs', (exchange) => queues.handle(exchange)],
    ['sns', (exchange) => queues.handle(exchange)],
    ['states', (exchange) => states.handle(exchange)],
    ['sts', securityTokens(account, credentials.accessKeyId)],
    ['cloudformation', stacks(stack, { region, account })],
  ]);
  if (functions !== undefined) services.set('lambda', invocations(functions));

  async function answerOf(
    request: IncomingMessage,
    response: ServerResponse,
    service: string,
  ): Promise<HttpAnswer> {
    const work = services.get(service);
    if (work === undefined) throw new ProtocolError('unknown-service', 400, unknownService(service));
    const terms: Terms = { credentials, region, service, now };
    const verified = verifySignature(request, terms);
    if (request.headers.expect !== undefined) response.writeContinue();
    const body = await readSmallBody(request);
    checkBody(verified, body);
    const { method = 'GET', url = '/', headers } = request;
    return work({ method, url, headers, body });
  }

  function unknownService(service: string): string {
    return `There is no ${service} here: this machine has s3, ${[...services.keys()].join(', ')}.`;
  }

  return (request, response) => {
    const service = request.method === 'OPTIONS' ? 's3' : (scopeOf(request)?.service ?? 's3');
    if (service === 's3') {
      s3.handle(request, response);
      return;
    }
    answerOf(request, response, service)
      .catch((error: unknown) => {
        if (error instanceof HangUp) throw error;
        return refusalOf(request, error, log);
      })
      .then((answer) => send(response, answer))
      .catch((error: unknown) => {
        if (!(error instanceof HangUp)) log(error);
        response.destroy();
      });
  };
}

function send(response: ServerResponse, answer: HttpAnswer): void {
  response.statusCode = answer.status;
  for (const [name, value] of Object.entries(answer.headers)) {
    if (!name.toLowerCase().startsWith('access-control-')) response.setHeader(name, value);
  }
  response.end(answer.body);
}
