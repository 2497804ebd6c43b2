import { randomUUID } from 'node:crypto';
import type { FunctionSpec } from '../deployment.ts';
import type { HttpAnswer, HttpExchange } from '../http/exchange.ts';
import { type Functions, InvocationError, throttled } from '../lambda/index.ts';

/** The functions that can be invoked, by name or ARN. */
export interface Invocable extends Pick<Functions, 'invoke' | 'invokeAsync'> {
  specs: readonly FunctionSpec[];
}

/** Invoke: with an event that nobody waits for, as an operator hands back a dead letter, or with an answer. */
export function invocations({ specs, invoke, invokeAsync }: Invocable) {
  return async ({ method, url, headers, body }: HttpExchange): Promise<HttpAnswer> => {
    const [, name] = /^\/2015-03-31\/functions\/([^/?]+)\/invocations$/.exec(url) ?? [];
    const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
    if (method !== 'POST' || name === undefined || (type !== 'Event' && type !== 'RequestResponse')) {
      return refused(
        400,
        'InvalidRequestContentException',
        'Lambda has Invoke with the InvocationType Event or RequestResponse and nothing else here.',
      );
    }
    const wanted = decoded(name);
    if (wanted === undefined) {
      return refused(
        400,
        'InvalidParameterValueException',
        'The function name is not percent-encoded UTF-8.',
      );
    }
    const spec = specs.find((each) => each.name === wanted || each.arn === wanted);
    if (spec === undefined) return refused(404, 'ResourceNotFoundException', `Function not found: ${wanted}`);
    const event = jsonOf(body);
    if (event === undefined) {
      return refused(400, 'InvalidRequestContentException', 'The payload is not JSON.');
    }
    if (type === 'RequestResponse') return answered(() => invoke(spec.arn, event.value));
    invokeAsync(spec.arn, event.value);
    return { status: 202, headers: { 'x-amzn-requestid': randomUUID() }, body: '' };
  };
}

/** What a function throws is an answer too; only what Lambda itself refuses is an error. */
async function answered(invoke: () => Promise<unknown>): Promise<HttpAnswer> {
  const headers = { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID() };
  try {
    return { status: 200, headers, body: JSON.stringify((await invoke()) ?? null) };
  } catch (error) {
    if (!(error instanceof InvocationError)) throw error;
    if (error.name === throttled) return refused(429, 'TooManyRequestsException', error.message);
    return { status: 200, headers: { ...headers, 'x-amz-function-error': 'Unhandled' }, body: error.message };
  }
}

function decoded(name: string): string | undefined {
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

function jsonOf(body: Buffer): { value: unknown } | undefined {
  try {
    return { value: body.length === 0 ? {} : JSON.parse(body.toString()) };
  } catch {
    return undefined;
  }
}

function refused(status: number, type: string, message: string): HttpAnswer {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-errortype': type,
      'x-amzn-requestid': randomUUID(),
    },
    body: JSON.stringify({ Type: 'User', Message: message }),
  };
}
