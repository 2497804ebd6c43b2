import { randomUUID } from 'node:crypto';
import type { HttpAnswer } from '../http/exchange.ts';
import type { Status } from './kinds.ts';

/** How the APIs of a service say no: the code, and the status where it is not that of the fault. */
export interface Refusals {
  answer(status: Status): HttpAnswer;
  /** The same for callers of this machine itself. */
  error(status: Status): Error;
  /** The connection broke, or nobody answered. */
  lost(): Error;
}

type Codes = Readonly<Record<Status, readonly [code: string, status: number]>>;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html */
const sqsCodes: Codes = {
  500: ['InternalFailure', 500],
  503: ['ServiceUnavailable', 503],
  403: ['AccessDeniedException', 403],
  429: ['RequestThrottled', 400],
};
/** https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html */
const statesCodes: Codes = {
  500: ['InternalFailure', 500],
  503: ['ServiceUnavailable', 503],
  403: ['AccessDeniedException', 400],
  429: ['ThrottlingException', 400],
};
/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors */
const snsCodes: Codes = {
  500: ['InternalError', 500],
  503: ['ServiceUnavailable', 503],
  403: ['AuthorizationError', 403],
  429: ['Throttled', 429],
};

const message = 'This error was asked for by --faults.';

export const sqsRefusals: Refusals = {
  answer: (status) => {
    const [code, http] = sqsCodes[status];
    const old = code.replace(/Exception$/, '');
    return inJson(http, code, { 'x-amzn-query-error': `${old};${http < 500 ? 'Sender' : 'Receiver'}` });
  },
  error: (status) => named(sqsCodes[status][0], message),
  lost: () => lostAs('SdkClientException'),
};

export const statesRefusals: Refusals = {
  answer: (status) => inJson(statesCodes[status][1], statesCodes[status][0]),
  error: (status) => named(statesCodes[status][0], message),
  lost: () => lostAs('SdkClientException'),
};

export const snsRefusals: Refusals = {
  answer: (status) => {
    const [code, http] = snsCodes[status];
    const id = randomUUID();
    const type = http < 500 ? 'Sender' : 'Receiver';
    const error = `<Error><Type>${type}</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
    return {
      status: http,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': id },
      body: `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">${error}<RequestId>${id}</RequestId></ErrorResponse>`,
    };
  },
  // As a Retry or a Catch of the state machine sees them.
  error: (status) => named(`SNS.${snsCodes[status][0]}Exception`, message),
  lost: () => lostAs('SNS.SdkClientException'),
};

function inJson(status: number, code: string, headers: Record<string, string> = {}): HttpAnswer {
  return {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-errortype': code,
      'x-amzn-requestid': randomUUID(),
      ...headers,
    },
    body: JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message }),
  };
}

function lostAs(name: string): Error {
  return named(name, 'The connection was lost before an answer came, as was asked for by --faults.');
}

function named(name: string, text: string): Error {
  return Object.assign(new Error(text), { name });
}
