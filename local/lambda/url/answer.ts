import { validateHeaderName, validateHeaderValue } from 'node:http';

/** What goes over the wire. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  cookies: readonly string[];
  body: Buffer;
}

/** The function's result is no answer. */
class MalformedAnswerError extends Error {
  override readonly name = 'MalformedAnswerError';
}

/** These are the connection's, and Lambda's to set. */
const notTheFunctions = ['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade'];

/** A result with a statusCode is an answer; any other is the body of one: text as it is, all else as JSON. */
export function answerOf(result: unknown): Answer {
  const json = { 'content-type': 'application/json' };
  if (typeof result === 'string')
    return { status: 200, headers: json, cookies: [], body: Buffer.from(result) };
  const answer = result as Record<string, unknown> | null;
  if (typeof answer !== 'object' || answer === null || !('statusCode' in answer)) {
    return { status: 200, headers: json, cookies: [], body: Buffer.from(JSON.stringify(result)) };
  }
  const { statusCode, headers = {}, cookies = [], body, isBase64Encoded = false } = answer;
  return {
    status: statusOf(statusCode),
    headers: { ...json, ...headersOf(headers) },
    cookies: cookiesOf(cookies),
    body: bodyOf(body, isBase64Encoded === true),
  };
}

function statusOf(statusCode: unknown): number {
  const status = Number(statusCode);
  if (Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new MalformedAnswerError(`${statusCode} is no status code.`);
}

function headersOf(headers: unknown): Record<string, string> {
  if (typeof headers !== 'object') throw new MalformedAnswerError('The headers are no object.');
  const entries = Object.entries(headers ?? {}).map(([name, value]): [string, string] => {
    if (typeof value === 'object') throw new MalformedAnswerError(`The header ${name} is no text.`);
    validateHeaderName(name);
    validateHeaderValue(name, String(value));
    return [name.toLowerCase(), String(value)];
  });
  return Object.fromEntries(entries.filter(([name]) => !notTheFunctions.includes(name)));
}

function cookiesOf(cookies: unknown): string[] {
  if (!Array.isArray(cookies) || cookies.some((cookie) => typeof cookie !== 'string')) {
    throw new MalformedAnswerError('The cookies are no list of texts.');
  }
  for (const cookie of cookies) validateHeaderValue('set-cookie', cookie);
  return cookies;
}

function bodyOf(body: unknown, isBase64Encoded: boolean): Buffer {
  if (body === undefined || body === null) return Buffer.alloc(0);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return Buffer.from(text, isBase64Encoded ? 'base64' : 'utf8');
}
