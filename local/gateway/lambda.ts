import { randomUUID } from 'node:crypto';
import type { FunctionSpec } from '../deployment.ts';
import type { Functions } from '../lambda/index.ts';
import type { HttpAnswer, HttpExchange } from '../queues/index.ts';

/** The functions that can be invoked, by name or ARN. */
export interface Invocable extends Pick<Functions, 'invokeAsync'> {
  specs: readonly FunctionSpec[];
}

/** Invoke with an event, which an operator does to hand a dead letter back to its function. Nobody waits for an answer. */
export function invocations({ specs, invokeAsync }: Invocable) {
  return async ({ method, url, headers, body }: HttpExchange): Promise<HttpAnswer> => {
    const [, name] = /^\/2015-03-31\/functions\/([^/?]+)\/invocations$/.exec(url) ?? [];
    if (method !== 'POST' || name === undefined || headers['x-amz-invocation-type'] !== 'Event') {
      return refused(
        400,
        'InvalidRequestContentException',
        'Lambda has Invoke with the InvocationType Event and nothing else here.',
      );
    }
    const wanted = decodeURIComponent(name);
    const spec = specs.find((each) => each.name === wanted || each.arn === wanted);
    if (spec === undefined) return refused(404, 'ResourceNotFoundException', `Function not found: ${wanted}`);
    const event = jsonOf(body);
    if (event === undefined) {
      return refused(400, 'InvalidRequestContentException', 'The payload is not JSON.');
    }
    invokeAsync(spec.arn, event.value);
    return { status: 202, headers: { 'x-amzn-requestid': randomUUID() }, body: '' };
  };
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
