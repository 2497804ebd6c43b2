import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Place } from './place.ts';

type Data = string | ArrayBuffer | ArrayBufferView;

/** SHA-256 in the shape that the signer asks for; with a secret it is HMAC. */
class Sha256 {
  readonly #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

  constructor(secret?: Data) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: Data): void {
    this.#hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

function bytesOf(data: Data): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** fetch for a Function URL that asks for signed requests; one that does not takes them too. */
export function signedFetch({ region, credentials }: Pick<Place, 'region' | 'credentials'>) {
  const signer = new SignatureV4({ service: 'lambda', region, credentials, sha256: Sha256 });
  return async (
    url: URL,
    init: { method: string; body?: string; signal: AbortSignal },
  ): Promise<Response> => {
    const { method, body, signal } = init;
    const { headers } = await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { host: url.host, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body }),
    });
    // fetch sets the host itself, to the same.
    const { host: _, ...sent } = headers;
    return fetch(url, { method, headers: sent, signal, ...(body !== undefined && { body }) });
  };
}
