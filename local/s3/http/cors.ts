import type { IncomingMessage } from 'node:http';
import type { CorsRule } from '../../deployment.ts';
import { S3Error } from '../errors.ts';

type Headers = Record<string, string>;

const vary = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';

/** What a browser asks before it sends. */
export function preflight({ headers }: IncomingMessage, rules: readonly CorsRule[]): Headers {
  const { origin } = headers;
  const method = headers['access-control-request-method'];
  if (origin === undefined) {
    throw new S3Error('BadRequest', { message: 'Insufficient information. Origin request header needed.' });
  }
  if (method === undefined) {
    throw new S3Error('BadRequest', { message: 'Invalid Access-Control-Request-Method: null' });
  }
  const asked = (headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const rule = rules.find(
    (each) =>
      allows(each, origin, method) &&
      asked.every((name) => each.allowedHeaders.some((pattern) => matches(pattern.toLowerCase(), name))),
  );
  if (rule === undefined) throw forbidden(rules.length > 0, method);
  return {
    ...granted(rule, origin),
    ...(asked.length > 0 && { 'access-control-allow-headers': asked.join(', ') }),
  };
}

/** What every answer says to the page that asked, errors too. Without a rule for it, its browser keeps it from the page. */
export function corsHeaders({ headers, method = '' }: IncomingMessage, rules: readonly CorsRule[]): Headers {
  if (rules.length === 0) return {};
  const { origin } = headers;
  const rule = origin === undefined ? undefined : rules.find((each) => allows(each, origin, method));
  return rule === undefined || origin === undefined ? { vary } : granted(rule, origin);
}

function granted(rule: CorsRule, origin: string): Headers {
  const anyone = rule.allowedOrigins.includes('*');
  return {
    'access-control-allow-origin': anyone ? '*' : origin,
    'access-control-allow-methods': rule.allowedMethods.join(', '),
    ...(rule.exposedHeaders.length > 0 && {
      'access-control-expose-headers': rule.exposedHeaders.join(', '),
    }),
    ...(rule.maxAgeSeconds !== undefined && { 'access-control-max-age': String(rule.maxAgeSeconds) }),
    ...(!anyone && { 'access-control-allow-credentials': 'true' }),
    vary,
  };
}

function allows(rule: CorsRule, origin: string, method: string): boolean {
  return (
    rule.allowedMethods.includes(method) && rule.allowedOrigins.some((pattern) => matches(pattern, origin))
  );
}

// S3 allows one asterisk in a pattern.
function matches(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === text;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
}

function forbidden(enabled: boolean, method: string): S3Error {
  return new S3Error('AccessForbidden', {
    message: enabled
      ? "CORSResponse: This CORS request is not allowed. This is usually because the evaluation of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec."
      : 'CORSResponse: CORS is not enabled for this bucket.',
    detail: { Method: method, ResourceType: 'OBJECT' },
  });
}
