import type { FunctionSpec } from '../../../local/deployment.ts';
import { gateway } from '../../../local/gateway/index.ts';
import type { HttpAnswer, HttpExchange } from '../../../local/http/exchange.ts';
import { listen } from '../../../local/http/loopback.ts';
import { invocationError, throttledError } from '../../../local/lambda/error.ts';
import { signRequest } from '../../../local/signature/index.ts';

export const credentials = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret' };
export const region = 'us-east-1';
export const teller: FunctionSpec = {
  ...{ folder: 'tell-ending', name: 'Teller', entry: 'functions/tell-ending/lambda.ts' },
  arn: `arn:aws:lambda:${region}:000000000000:function:Teller`,
  ...{ environment: {}, timeoutSeconds: 1, memoryMegabytes: 128 },
};

/** What it throws. */
export const wentWrong = { errorType: 'TypeError', errorMessage: 'no', trace: [] };

/** A gateway to services that say who was asked what. */
export async function open(answer?: (service: string, exchange: HttpExchange) => HttpAnswer) {
  const asked: string[] = [];
  const logged: unknown[] = [];
  const service = (name: string) => async (exchange: HttpExchange) => {
    asked.push(`${name}: ${exchange.body}`);
    return answer?.(name, exchange) ?? { status: 200, headers: { 'content-type': 'text/plain' }, body: name };
  };
  const listening = await listen(
    gateway({
      s3: {
        handle(request, response) {
          asked.push(`s3: ${request.method}`);
          response.end('s3');
        },
      },
      queues: { handle: service('queues') },
      states: { handle: service('states') },
      functions: {
        specs: [teller],
        invokeAsync: (arn, payload) => void asked.push(`${arn}: ${JSON.stringify(payload)}`),
        async invoke(_arn, payload) {
          const { fails } = payload as { fails?: string };
          if (fails === undefined) return { answer: payload };
          throw fails === 'throttled' ? throttledError('none is left') : invocationError(wentWrong);
        },
      },
      stack: { name: 'Darkroom', outputs: { UploadsPrefix: 'uploads/', Odd: '<&">' } },
      ...{ credentials, region },
      log: (error) => logged.push(error),
    }),
    0,
    { answersExpect: true },
  );
  const client = { endpoint: listening.origin, credentials, region, maxAttempts: 1 };
  return { ...listening, asked, logged, client };
}

export interface Sent {
  method?: string;
  path?: string;
  body?: string;
  headers?: Record<string, string>;
  by?: Partial<Parameters<typeof signRequest>[1]>;
  change?: (headers: Record<string, string>) => Record<string, string>;
}

/** Signed for a service, and changed afterwards when a test says so. */
export function send(origin: string, service: string, sent: Sent = {}): Promise<Response> {
  const { method = 'POST', path = '/', body, headers = {}, by = {}, change = (all) => all } = sent;
  const terms = { credentials, region, service, now: Date.now, ...by };
  const request = { method, url: origin + path, headers, ...(body !== undefined && { body }) };
  const { host: _, ...signed } = signRequest(request, terms);
  return fetch(request.url, { ...request, headers: change(signed) });
}

export const json = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ListQueues' };
export const form = { 'content-type': 'application/x-www-form-urlencoded' };
