import { algorithm } from './canonical.ts';
import { SignatureError } from './error.ts';

/** Of the Authorization header. */
export function malformedHeader(why: string): SignatureError {
  return new SignatureError(
    'AuthorizationHeaderMalformed',
    400,
    `The authorization header is malformed; ${why}.`,
  );
}

/** Of a presigned link. */
export function wrongParameters(why: string): SignatureError {
  return new SignatureError('AuthorizationQueryParametersError', 400, `${why}.`);
}

export function wrongCredential(why: string): SignatureError {
  return wrongParameters(`Error parsing the X-Amz-Credential parameter; ${why}`);
}

/** Version 2, which boto3 still presigns with unless it is told otherwise. */
export function oldMechanism(): SignatureError {
  return new SignatureError(
    'InvalidRequest',
    400,
    `The authorization mechanism you have provided is not supported. Please use ${algorithm}.`,
  );
}

export function noAsymmetric(): SignatureError {
  return new SignatureError(
    'InvalidRequest',
    400,
    `Signature Version 4A (AWS4-ECDSA-P256-SHA256) is not supported here. Please use ${algorithm}.`,
  );
}
