import { randomUUID } from 'node:crypto';
import type { HttpAnswer, Service } from '../http/exchange.ts';
import type { FauxqsApp } from './fauxqs.ts';
import type { Notifications } from './notifications.ts';
import { snsAnswer } from './sns-door.ts';
import { queryErrorOf, sqsRefusal } from './sqs-door.ts';
import type { IsQueue } from './sqs-rules.ts';

/** The HTTP API of SQS, in JSON, and of SNS, in query form. All else is refused. */
export function frontDoor(app: FauxqsApp, notifications: Notifications, isQueue: IsQueue): Service {
  // fauxqs takes the content types of SQS and SNS alone here, so its S3 cannot be reached.
  const pass: Service = async ({ headers, body }) => {
    const { 'content-type': contentType = '', 'x-amz-target': target } = headers;
    // No other header: fauxqs would take the region out of the signature, and the address of a queue out of the host.
    const answer = await app.inject({
      method: 'POST',
      url: '/',
      headers: { 'content-type': contentType, ...(typeof target === 'string' && { 'x-amz-target': target }) },
      payload: body,
    });
    // Nothing that a client did: whoever handed it in says so, and keeps what it was to itself.
    if (answer.statusCode >= 500) throw new Error(`fauxqs failed at ${target ?? 'SNS'}: ${answer.payload}`);
    const { 'content-type': type = contentType, 'x-amzn-query-error': queryError } = answer.headers;
    return {
      status: answer.statusCode,
      headers: {
        'content-type': String(type),
        ...(queryError !== undefined && { 'x-amzn-query-error': queryErrorOf(String(queryError)) }),
        'x-amzn-requestid': randomUUID(),
      },
      body: answer.rawPayload,
    };
  };

  return async (exchange) => {
    const contentType = exchange.headers['content-type'] ?? '';
    const ours = exchange.method === 'POST' && /^\/(?:\d{12}\/[\w.-]+)?$/.test(pathOf(exchange.url));
    if (ours && contentType.startsWith('application/x-www-form-urlencoded')) {
      return snsAnswer(exchange, notifications, pass);
    }
    if (!ours || !contentType.startsWith('application/x-amz-json-1.0')) {
      return refuse(
        400,
        'InvalidAction',
        'Here are SQS, in AWS JSON 1.0, and SNS, in query form, by POST to /.',
      );
    }
    const refusal = sqsRefusal(exchange, isQueue);
    return refusal === undefined ? pass(exchange) : refuse(400, refusal.code, refusal.message);
  };
}

function pathOf(url: string): string {
  return url.replace(/\?.*$/s, '');
}

function refuse(status: number, code: string, message: string): HttpAnswer {
  return {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-query-error': queryErrorOf(code),
      'x-amzn-requestid': randomUUID(),
    },
    body: JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message }),
  };
}
