import type { Readable } from 'node:stream';
import { SignatureChain, type Verified } from '../../signature/index.ts';
import { type Announced, readAnnounced, type Source } from './announced.ts';
import { ChunkDecoder } from './aws-chunked.ts';
import { checksumHeader } from './checksum.ts';
import { type BodyDigest, Digests } from './digests.ts';
import { incomplete } from './error.ts';

export type { ChecksumAlgorithm } from './checksum.ts';
export type { BodyDigest } from './digests.ts';
export { BodyError } from './error.ts';

/** A request, as far as its body goes. */
export type BodySource = Readable & Source;

export interface ReceivedBody {
  /** Throws a BodyError before it ends when anything does not hold: what was read until then is not to be kept. */
  chunks: AsyncIterable<Buffer>;
  /** After the end of the chunks. */
  digest: () => BodyDigest;
}

/**
 * The body as its sender had it, held against all that its sender said of it. Throws a BodyError at once for what the
 * head alone says. `checksums: false` is for CompleteMultipartUpload, where x-amz-checksum-* is not the body's.
 */
export function receiveBody(
  request: BodySource,
  { payload }: Verified,
  maxBytes: number,
  { checksums = true }: { checksums?: boolean } = {},
): ReceivedBody {
  const announced = readAnnounced(request, payload, maxBytes, checksums);
  let digest: BodyDigest | undefined;
  return {
    chunks: receive(request, announced, decoderOf(payload, announced), (final) => {
      digest = final;
    }),
    digest() {
      if (digest === undefined) throw new Error('The digest of a body is known after its last chunk.');
      return digest;
    },
  };
}

async function* receive(
  request: BodySource,
  announced: Announced,
  decoder: ChunkDecoder | undefined,
  onEnd: (digest: BodyDigest) => void,
): AsyncGenerator<Buffer> {
  const digests = new Digests(announced);
  try {
    for await (const piece of pieces(request)) {
      for (const data of decoder?.push(piece) ?? [piece]) {
        digests.update(data);
        yield data;
      }
    }
    onEnd(await digests.check(decoder?.end()));
  } finally {
    // Whoever still sends would otherwise wait for us, and never read what was wrong.
    request.resume();
  }
}

async function* pieces(request: BodySource): AsyncGenerator<Buffer> {
  try {
    // A request that is destroyed is read no further, not even to its end.
    yield* request.iterator({ destroyOnReturn: false });
  } catch (error) {
    throw incomplete('The connection ended before the body did.', error);
  }
}

function decoderOf(payload: Verified['payload'], { bytes, trailer }: Announced): ChunkDecoder | undefined {
  if (payload.kind !== 'chunks') return undefined;
  return new ChunkDecoder({
    bytes,
    ...(trailer !== undefined && { trailer: checksumHeader(trailer) }),
    ...(payload.signing !== undefined && { chain: new SignatureChain(payload.signing) }),
  });
}
