import type { HttpExchange } from '../http/exchange.ts';
import { ProtocolError } from './error.ts';

/** What is asked of a service that has one action here, by AWS's query protocol. */
export function parametersOf(
  { method, url, body }: HttpExchange,
  { service, action }: { service: string; action: string },
): URLSearchParams {
  const parameters = new URLSearchParams(
    method === 'POST' ? body.toString() : url.slice(url.indexOf('?') + 1),
  );
  const asked = parameters.get('Action');
  if (asked === action) return parameters;
  throw new ProtocolError(
    'unknown-action',
    400,
    `${service} has ${action} and nothing else here, not ${asked}.`,
  );
}
