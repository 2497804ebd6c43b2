import { algorithm, type Scope, sameText, scopeText, sha256, signatureOf } from './canonical.ts';

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and sigv4-streaming-trailers.html

/** What the signatures of a body's chunks are made with. */
export interface ChunkSigning {
  key: Buffer;
  timestamp: string;
  scope: Scope;
  /** The signature of the request's head, which the first chunk's builds upon. */
  seed: string;
}

/** Each signature vouches for its chunk and for all that came before it. */
export class SignatureChain {
  readonly #signing: ChunkSigning;
  #previous: string;

  constructor(signing: ChunkSigning) {
    this.#signing = signing;
    this.#previous = signing.seed;
  }

  /** Whether the next chunk's data, of this hash, was signed so. */
  chunk(sha256Hex: string, signature: string): boolean {
    return this.#next(`${algorithm}-PAYLOAD`, [sha256(''), sha256Hex], signature);
  }

  /** Whether the trailing headers, as `name:value\n` each, were signed so. */
  trailer(text: string, signature: string): boolean {
    return this.#next(`${algorithm}-TRAILER`, [sha256(Buffer.from(text, 'latin1'))], signature);
  }

  #next(kind: string, hashes: string[], signature: string): boolean {
    const { key, timestamp, scope } = this.#signing;
    const toSign = [kind, timestamp, scopeText(scope), this.#previous, ...hashes].join('\n');
    const expected = signatureOf(key, toSign);
    this.#previous = expected;
    return sameText(signature, expected);
  }
}
