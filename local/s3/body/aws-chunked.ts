import { createHash } from 'node:crypto';
import type { SignatureChain } from '../../signature/index.ts';
import { BodyError, incomplete } from './error.ts';

/** Only the last chunk may be smaller. */
const smallestChunk = 8192;
/** A size, a signature, or a trailing checksum: none is longer than half of this. */
const longestLine = 256;

interface Terms {
  /** What all chunks together have to be. */
  bytes: number;
  /** The one header that comes after the last chunk, in lower case. */
  trailer?: string;
  /** Absent when the chunks are not signed. */
  chain?: SignatureChain;
}

/**
 * Takes the framing of aws-chunked away, wherever the network has cut the bytes. Data is handed out as it comes; the
 * signature of its chunk is checked when the chunk has ended.
 */
export class ChunkDecoder {
  readonly #terms: Terms;
  #expects: 'size' | 'data' | 'end of data' | 'trailer' | 'nothing' = 'size';
  #line = '';
  #decoded = 0;
  #left = 0;
  #lastSize = smallestChunk;
  #chunkSignature = '';
  #chunkHash = createHash('sha256');
  #trailer: { name: string; value: string } | undefined;
  #trailerSignature: string | undefined;

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  /** The data in the next piece of the body. */
  push(piece: Buffer): Buffer[] {
    const data: Buffer[] = [];
    let at = 0;
    while (at < piece.length) {
      if (this.#expects === 'nothing') {
        throw new BodyError('InvalidRequest', 'There are more bytes after the end of the aws-chunked body.');
      }
      if (this.#expects === 'data') {
        const taken = piece.subarray(at, at + this.#left);
        at += taken.length;
        this.#takeData(taken);
        data.push(taken);
      } else {
        const newline = piece.indexOf('\n', at);
        const end = newline < 0 ? piece.length : newline + 1;
        this.#takeText(piece.toString('latin1', at, Math.min(end, at + longestLine + 1)));
        at = end;
      }
    }
    return data;
  }

  /** The trailing header's value, when one was announced. */
  end(): string | undefined {
    if (this.#expects !== 'nothing')
      throw incomplete('The aws-chunked body ends before its last chunk does.');
    return this.#trailer?.value;
  }

  #takeData(taken: Buffer): void {
    this.#left -= taken.length;
    this.#decoded += taken.length;
    if (this.#terms.chain !== undefined) this.#chunkHash.update(taken);
    if (this.#left > 0) return;
    this.#checkChunk();
    this.#expects = 'end of data';
  }

  #takeText(text: string): void {
    this.#line += text;
    if (this.#line.length > longestLine) throw malformed(`a line of more than ${longestLine} bytes`);
    if (!this.#line.endsWith('\n')) return;
    if (!this.#line.endsWith('\r\n')) throw malformed('a line that does not end in CR LF');
    const line = this.#line.slice(0, -2);
    this.#line = '';
    if (this.#expects === 'size') this.#takeSize(line);
    else if (this.#expects === 'trailer') this.#takeTrailer(line);
    else if (line === '') this.#expects = 'size';
    else throw malformed('a chunk that is longer than its size says');
  }

  #takeSize(line: string): void {
    const [, hex, signature] = /^([0-9a-fA-F]{1,13})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line) ?? [];
    if (hex === undefined) throw malformed('a chunk that does not begin with its size in hex');
    if ((signature === undefined) !== (this.#terms.chain === undefined)) {
      throw malformed(
        signature === undefined ? 'a chunk without a signature' : 'a signature where none is due',
      );
    }
    this.#chunkSignature = signature ?? '';
    this.#left = Number.parseInt(hex, 16);
    if (this.#left === 0) {
      this.#checkChunk();
      this.#expects = 'trailer';
      return;
    }
    if (this.#lastSize < smallestChunk) {
      throw new BodyError(
        'InvalidChunkSizeError',
        `Only the last chunk is allowed to have a size less than ${smallestChunk} bytes.`,
        { status: 403, detail: { BadChunkSize: String(this.#lastSize) } },
      );
    }
    if (this.#decoded + this.#left > this.#terms.bytes) {
      throw this.#lengthMismatch(this.#decoded + this.#left);
    }
    this.#lastSize = this.#left;
    this.#expects = 'data';
  }

  #checkChunk(): void {
    const { chain } = this.#terms;
    if (chain === undefined) return;
    const hash = this.#chunkHash.digest('hex');
    this.#chunkHash = createHash('sha256');
    if (!chain.chunk(hash, this.#chunkSignature)) throw wrongSignature('a chunk');
  }

  #takeTrailer(line: string): void {
    if (line === '') {
      this.#finish();
      return;
    }
    const [, name = '', value = ''] = /^([^:\s]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    const lower = name.toLowerCase();
    if (
      lower === 'x-amz-trailer-signature' &&
      this.#terms.chain &&
      this.#trailer &&
      !this.#trailerSignature
    ) {
      this.#trailerSignature = value;
    } else if (lower === this.#terms.trailer && this.#trailer === undefined) {
      this.#trailer = { name: lower, value };
    } else {
      throw malformedTrailer();
    }
  }

  #finish(): void {
    const { trailer, chain } = this.#terms;
    if (trailer !== undefined) {
      if (this.#trailer === undefined) throw malformedTrailer();
      if (chain !== undefined) {
        if (this.#trailerSignature === undefined) throw malformedTrailer();
        const text = `${this.#trailer.name}:${this.#trailer.value}\n`;
        if (!chain.trailer(text, this.#trailerSignature)) throw wrongSignature('the trailer');
      }
    }
    this.#expects = 'nothing';
  }

  #lengthMismatch(found: number): BodyError {
    return incomplete(
      `x-amz-decoded-content-length says ${this.#terms.bytes} bytes, and the chunks have ${found}${found > this.#terms.bytes ? ' or more' : ''}.`,
    );
  }
}

function malformed(what: string): BodyError {
  return new BodyError('InvalidRequest', `The aws-chunked body has ${what}.`);
}

function malformedTrailer(): BodyError {
  return new BodyError(
    'MalformedTrailerError',
    'The request contained trailing data that was not well-formed or did not conform to our published schema.',
  );
}

function wrongSignature(of: string): BodyError {
  return new BodyError('SignatureDoesNotMatch', `The signature of ${of} of the body does not match.`, {
    status: 403,
  });
}
