import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { XmlText } from '@aws-sdk/xml-builder';
import type { HttpAnswer } from '../http/exchange.ts';
import { SignatureError } from '../signature/index.ts';

/** By reason, what JSON services call it and what query services do. */
const names = {
  'unknown-service': ['UnknownOperationException', 'InvalidAction'],
  'unknown-stack': ['ValidationException', 'ValidationError'],
  'unknown-action': ['UnknownOperationException', 'InvalidAction'],
  'too-large': ['RequestEntityTooLargeException', 'RequestEntityTooLarge'],
  'missing-length': ['MissingContentLengthException', 'MissingContentLength'],
  internal: ['InternalFailure', 'InternalFailure'],
} as const;

/** The same for what is wrong with a signature, by S3's code. */
const signatureNames: Readonly<Record<string, readonly [json: string, query: string]>> = {
  MissingAuthenticationToken: ['MissingAuthenticationTokenException', 'MissingAuthenticationToken'],
  InvalidAccessKeyId: ['UnrecognizedClientException', 'InvalidClientTokenId'],
  InvalidToken: ['UnrecognizedClientException', 'InvalidClientTokenId'],
  SignatureDoesNotMatch: ['InvalidSignatureException', 'SignatureDoesNotMatch'],
  RequestTimeTooSkewed: ['InvalidSignatureException', 'SignatureDoesNotMatch'],
  AccessDenied: ['InvalidSignatureException', 'SignatureDoesNotMatch'],
};
const incomplete = ['IncompleteSignatureException', 'IncompleteSignature'] as const;

/** What the gateway itself refuses. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly reason: keyof typeof names;
  readonly status: number;
  constructor(reason: keyof typeof names, status: number, message: string) {
    super(message);
    this.reason = reason;
    this.status = status;
  }
}

/** Instead of an answer the connection ends. */
export class HangUp extends Error {
  override readonly name = 'HangUp';
}

/** The error as the request's own protocol has it. */
export function refusalOf(
  request: IncomingMessage,
  error: unknown,
  log: (error: unknown) => void,
): HttpAnswer {
  const json = /^application\/x-amz-json/.test(request.headers['content-type'] ?? '');
  const inProtocol = json ? inJson : inXml;
  if (error instanceof SignatureError) {
    return inProtocol(error.status, signatureNames[error.code] ?? incomplete, messageOf(error));
  }
  if (error instanceof ProtocolError) return inProtocol(error.status, names[error.reason], error.message);
  // Whoever hung up is told nothing, and is no fault of ours.
  const hungUp = request.destroyed && !request.complete;
  if (!hungUp) log(error);
  return inProtocol(500, names.internal, 'Something went wrong here, not with your request.');
}

function messageOf({ message, detail }: SignatureError): string {
  const { CanonicalRequest, StringToSign } = detail;
  if (CanonicalRequest === undefined || StringToSign === undefined) return message;
  return `${message}\n\nThe Canonical String for this request should have been\n'${CanonicalRequest}'\n\nThe String-to-Sign should have been\n'${StringToSign}'\n`;
}

function inJson(status: number, [name]: readonly [string, string], message: string): HttpAnswer {
  return {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-errortype': name,
      'x-amzn-requestid': randomUUID(),
    },
    body: JSON.stringify({ __type: `com.amazon.coral.service#${name}`, message }),
  };
}

function inXml(status: number, [, code]: readonly [string, string], message: string): HttpAnswer {
  const id = randomUUID();
  const fault = status < 500 ? 'Sender' : 'Receiver';
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': id },
    body: `<ErrorResponse><Error><Type>${fault}</Type><Code>${code}</Code><Message>${xml(message)}</Message></Error><RequestId>${id}</RequestId></ErrorResponse>`,
  };
}

// Characters that XML 1.0 has no way to write at all become question marks.
export function xml(text: string): string {
  return new XmlText(text.replace(/[^\t\n\r -\uD7FF\uE000-\uFFFD]/g, '?')).toString();
}
