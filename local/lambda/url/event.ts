import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';

interface Circumstances {
  requestId: string;
  /** Milliseconds since 1970. */
  time: number;
  /** Who signed it, where that is asked for. */
  caller: { accountId: string; accessKey: string } | undefined;
}

/** What stands for the random part of a URL's name on AWS. */
const urlId = 'local';

/** The event of payload format 2.0. */
export function eventOf(request: IncomingMessage, body: Buffer, circumstances: Circumstances): object {
  const { method = '', url = '/', httpVersion, socket } = request;
  const [, rawPath = '/', rawQueryString = ''] = /^([^?]*)\??(.*)$/s.exec(url) ?? [];
  const { cookie, ...headers } = joinedHeaders(request.rawHeaders);
  const sourceIp = socket.remoteAddress ?? '';
  const { requestId, time, caller } = circumstances;
  const text = isText(headers['content-type']) && isUtf8(body);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(cookie !== undefined && { cookies: cookie.split(/; */) }),
    headers: {
      ...headers,
      'x-forwarded-for': sourceIp,
      'x-forwarded-port': String(socket.localPort),
      'x-forwarded-proto': 'http',
    },
    ...(rawQueryString !== '' && { queryStringParameters: queryOf(rawQueryString) }),
    requestContext: {
      accountId: caller?.accountId ?? 'anonymous',
      apiId: urlId,
      ...(caller !== undefined && { authorizer: { iam: iamOf(caller) } }),
      domainName: headers.host?.replace(/:\d+$/, '') ?? '',
      domainPrefix: urlId,
      http: {
        method,
        path: rawPath,
        protocol: `HTTP/${httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: commonLogTime(time),
      timeEpoch: time,
    },
    ...(body.length > 0 && { body: body.toString(text ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !text,
  };
}

/** Under lower-case names; what came more than once is joined by commas. Cookies are joined as browsers do it. */
function joinedHeaders(raw: readonly string[]): Record<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}${name === 'cookie' ? '; ' : ','}${value}`);
  }
  return Object.fromEntries(headers);
}

function queryOf(rawQueryString: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    const before = Object.hasOwn(query, name) ? query[name] : undefined;
    Object.defineProperty(query, name, {
      value: before === undefined ? value : `${before},${value}`,
      enumerable: true,
      configurable: true,
    });
  }
  return query;
}

/** All else comes as base64, a form and a body of no type among it, and text that is no UTF-8. */
function isText(contentType = ''): boolean {
  const [type = ''] = contentType.toLowerCase().split(';');
  return /^(?:text\/.*|application\/(?:json|xml|javascript))$/.test(type.trim());
}

/** The one key pair of this machine is its account's root user. */
function iamOf({ accountId, accessKey }: { accountId: string; accessKey: string }): object {
  return {
    accessKey,
    accountId,
    callerId: accountId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: `arn:aws:iam::${accountId}:root`,
    userId: accountId,
  };
}

/** 21/Nov/2026:11:05:16 +0000 */
function commonLogTime(time: number): string {
  const [, day, month, year, clock] = new Date(time).toUTCString().split(' ');
  return `${day}/${month}/${year}:${clock} +0000`;
}
