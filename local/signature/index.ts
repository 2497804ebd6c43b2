export { type ChunkSigning, SignatureChain } from './chunks.ts';
export { SignatureError } from './error.ts';
export { signRequest } from './sign.ts';
export {
  type Credentials,
  checkBody,
  type Payload,
  type SignedRequest,
  scopeOf,
  type Terms,
  type Verified,
  verifySignature,
} from './verify.ts';
