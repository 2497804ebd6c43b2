import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CorsRule } from '../../deployment.ts';

/** The URL answers it by itself, unsigned, as browsers send it. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'OPTIONS' &&
    headers.origin !== undefined &&
    headers['access-control-request-method'] !== undefined
  );
}

/** Says nothing when the rule does not allow what is asked for: the browser then refuses. */
export function allowPreflight(request: IncomingMessage, response: ServerResponse, rule: CorsRule): void {
  const { 'access-control-request-method': method = '', 'access-control-request-headers': names = '' } =
    request.headers;
  const asked = names.split(',').map((name) => name.trim());
  if (!rule.allowedMethods.some((each) => each === '*' || each === method)) return;
  if (!asked.every((name) => name === '' || isAllowedHeader(rule, name))) return;
  if (!allowOrigin(request, response, rule)) return;
  response.setHeader('access-control-allow-methods', rule.allowedMethods.join(','));
  if (asked[0] !== '') response.setHeader('access-control-allow-headers', asked.join(','));
  if (rule.maxAgeSeconds !== undefined) response.setHeader('access-control-max-age', rule.maxAgeSeconds);
}

/**
 * Lets the origin's pages read the answer. What the function itself says of it stays, as on Lambda: a browser then sees
 * two headers and refuses, and here is the place to find that out.
 */
export function allowOrigin({ headers }: IncomingMessage, response: ServerResponse, rule: CorsRule): boolean {
  const { origin } = headers;
  const anybody = rule.allowedOrigins.includes('*');
  if (!anybody) response.appendHeader('vary', 'Origin');
  if (origin === undefined || !(anybody || rule.allowedOrigins.includes(origin))) return false;
  response.appendHeader('access-control-allow-origin', anybody ? '*' : origin);
  if (rule.exposedHeaders.length > 0) {
    response.appendHeader('access-control-expose-headers', rule.exposedHeaders.join(','));
  }
  return true;
}

function isAllowedHeader({ allowedHeaders }: CorsRule, name: string): boolean {
  return allowedHeaders.some((each) => each === '*' || each.toLowerCase() === name.toLowerCase());
}
