import { readBody } from '../../../local/http/body.ts';
import { listen } from '../../../local/http/loopback.ts';
import type { SignedRequest } from '../../../local/signature/index.ts';

export interface Received extends SignedRequest {
  body: Buffer;
}

/** What came over the wire when a client was let loose on a server that answers 200 and nothing else. */
export async function receivedFrom(send: (origin: string) => Promise<unknown>): Promise<Received[]> {
  const received: Received[] = [];
  await using server = await listen((request, response) => {
    const { method, url, rawHeaders } = request;
    readBody(request, 1e6).then(
      (body) => {
        received.push({ method, url, rawHeaders, body });
        response.end();
      },
      () => response.destroy(),
    );
  }, 0);
  await send(server.origin);
  return received;
}

/** The same request with one header set, or without it. */
export function withHeader<Request extends SignedRequest>(
  request: Request,
  name: string,
  value: string | undefined,
): Request {
  const kept = pairs(request.rawHeaders).filter(([given]) => given.toLowerCase() !== name);
  const rawHeaders = [...kept, ...(value === undefined ? [] : [[name, value]])].flat();
  return { ...request, rawHeaders };
}

export function headerOf({ rawHeaders }: SignedRequest, name: string): string {
  return pairs(rawHeaders).find(([given]) => given.toLowerCase() === name)?.[1] ?? '';
}

function pairs(rawHeaders: readonly string[]): [name: string, value: string][] {
  return rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? '']] : []));
}
