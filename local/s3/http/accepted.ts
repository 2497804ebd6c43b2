import { checksumAlgorithms, checksumHeader } from '../body/checksum.ts';
import { invalidArgument, notImplemented, S3Error } from '../errors.ts';
import type { Call } from './call.ts';

/** The x-amz- fields that an operation takes beside those of every request. */
export const fieldsOf = {
  body: [
    'x-amz-decoded-content-length',
    'x-amz-trailer',
    'x-amz-sdk-checksum-algorithm',
    ...checksumAlgorithms.map(checksumHeader),
  ],
  description: ['x-amz-acl', 'x-amz-server-side-encryption', 'x-amz-storage-class', 'x-amz-meta-*'],
  copy: [
    'x-amz-copy-source',
    'x-amz-copy-source-if-match',
    'x-amz-copy-source-if-none-match',
    'x-amz-copy-source-if-modified-since',
    'x-amz-copy-source-if-unmodified-since',
    'x-amz-source-expected-bucket-owner',
  ],
} as const;

const ofEveryRequest = new Set([
  'x-amz-algorithm',
  'x-amz-content-sha256',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expected-bucket-owner',
  'x-amz-expires',
  'x-amz-security-token',
  'x-amz-signature',
  'x-amz-signedheaders',
  'x-amz-user-agent',
]);

const conditions = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'content-range'];

/** What changes nothing here; anything else has an effect on AWS that it would not have here. */
const harmless: Readonly<Record<string, readonly string[]>> = {
  'x-amz-server-side-encryption': ['AES256'],
  'x-amz-storage-class': ['STANDARD'],
  'x-amz-tagging-directive': ['COPY', 'REPLACE'],
};

/** Throws for whatever the operation would have to pass over in silence. */
export function checkAccepted(
  call: Call,
  taken: readonly string[],
  conditionsTaken: readonly string[],
): void {
  const changes = !['GET', 'HEAD'].includes(call.request.method ?? '');
  const untaken = changes ? conditions.filter((name) => !conditionsTaken.includes(name)) : [];
  for (const name of untaken) {
    if (call.header(name) !== undefined) throw notImplemented(`The header ${name} here`, { Header: name });
  }
  for (const name of call.amzHeaders()) {
    if (/^x-amz-grant-/.test(name)) throw new S3Error('AccessControlListNotSupported');
    const known = ofEveryRequest.has(name) || taken.includes(name);
    if (!known && !(name.startsWith('x-amz-meta-') && taken.includes('x-amz-meta-*'))) {
      throw notImplemented(`The header ${name} here`, { Header: name });
    }
    checkValue(call, name, call.header(name) ?? '');
  }
}

function checkValue(call: Call, name: string, value: string): void {
  if (name === 'x-amz-acl' && !['private', 'bucket-owner-full-control'].includes(value)) {
    throw new S3Error('AccessControlListNotSupported');
  }
  if (/expected-bucket-owner$/.test(name) && value !== call.terms.account) throw new S3Error('AccessDenied');
  if (name === 'x-amz-checksum-mode' && value !== 'ENABLED') {
    throw invalidArgument(name, value, 'x-amz-checksum-mode can only be ENABLED.');
  }
  if (harmless[name] !== undefined && !harmless[name].includes(value)) {
    throw notImplemented(`${name}: ${value}`, { Header: name });
  }
}
