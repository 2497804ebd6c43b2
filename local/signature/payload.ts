import { SignatureError } from './error.ts';
import { queryValue, type WireRequest } from './wire.ts';

/** What the signature says about the body; `hash` is the canonical request's last line. */
export type DeclaredPayload =
  | { kind: 'sha256'; hash: string }
  | { kind: 'unsigned'; hash: string }
  | { kind: 'chunks'; hash: string; trailer: boolean; signed: boolean };

const unsigned = 'UNSIGNED-PAYLOAD';
const declarations: Readonly<Record<string, DeclaredPayload>> = Object.fromEntries(
  (
    [
      { kind: 'unsigned', hash: unsigned },
      { kind: 'chunks', hash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', trailer: false, signed: true },
      { kind: 'chunks', hash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', trailer: true, signed: true },
      { kind: 'chunks', hash: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', trailer: true, signed: false },
    ] satisfies DeclaredPayload[]
  ).map((payload) => [payload.hash, payload]),
);

/** Nothing when the body itself has to be hashed: in the services other than S3, which do not ask for the header. */
export function declaredPayload(
  request: WireRequest,
  service: string,
  presigned: boolean,
): DeclaredPayload | undefined {
  const given = request.headers.get('x-amz-content-sha256')?.join(',');
  if (service !== 's3') {
    return given !== undefined && isSha256(given) ? { kind: 'sha256', hash: given } : undefined;
  }
  const inQuery = presigned ? queryValue(request.query, 'X-Amz-Content-Sha256') : undefined;
  const hash = given ?? inQuery ?? (presigned ? unsigned : undefined);
  if (hash === undefined) {
    throw new SignatureError(
      'InvalidRequest',
      400,
      'Missing required header for this request: x-amz-content-sha256. Older releases of curl leave it out: -H "x-amz-content-sha256: UNSIGNED-PAYLOAD" adds it.',
    );
  }
  if (isSha256(hash)) return { kind: 'sha256', hash };
  const declared = Object.hasOwn(declarations, hash) ? declarations[hash] : undefined;
  if (declared !== undefined) return declared;
  throw invalid(
    `x-amz-content-sha256 must be ${Object.keys(declarations).join(', ')}, or a valid sha256 value in lower-case hex.`,
  );
}

function isSha256(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function invalid(message: string): SignatureError {
  return new SignatureError('InvalidArgument', 400, message, { ArgumentName: 'x-amz-content-sha256' });
}
