import type { S3Client } from '@aws-sdk/client-s3';
import { bucketLinks } from './bucket-links.ts';

/** Makes links that let their holder do one thing, for a while, with no account of their own. */
export interface LinkSigner {
  /** A link that takes exactly this upload, once, and the headers that the client has to send itself. */
  upload(upload: UploadTerms): Promise<{ url: string; headers: Record<string, string>; expiresAt: Date }>;
  /** A link to look at one thumbnail. */
  thumbnail(key: string): Promise<string>;
}

interface UploadTerms {
  key: string;
  contentType: string;
  size: number;
  checksumSha256?: string;
}

interface SignerSettings {
  client: S3Client;
  uploadsBucket: string;
  thumbnailsBucket: string;
  lifetimeSeconds: number;
  now?: () => Date;
}

export function linkSigner(settings: SignerSettings): LinkSigner {
  const { client, uploadsBucket, thumbnailsBucket, lifetimeSeconds, now = () => new Date() } = settings;
  const lifetime = () => ({ expiresIn: lifetimeSeconds, signingDate: wholeSeconds(now()) });

  const toUpload = bucketLinks(client, uploadsBucket);
  const toLook = bucketLinks(client, thumbnailsBucket);

  return {
    async upload({ key, contentType, size, checksumSha256 }) {
      const toSend = headersToSend(contentType, checksumSha256);
      const headers = { ...toSend, 'content-length': `${size}` };
      const { expiresIn, signingDate } = lifetime();
      const url = await toUpload(
        { method: 'PUT', key, headers },
        {
          expiresIn,
          signingDate,
          signableHeaders: new Set(['content-type']), // the presigner leaves it out unless asked
          unhoistableHeaders: new Set(['x-amz-checksum-sha256']), // as a query parameter S3 would not hold the body to it
        },
      );
      const expiresAt = new Date(signingDate.getTime() + expiresIn * 1000);
      return { url, headers: toSend, expiresAt };
    },
    thumbnail: (key) => toLook({ method: 'GET', key }, lifetime()),
  };
}

/** All that is signed but Host and Content-Length: those two a browser sets itself, and refuses to let a script set. */
function headersToSend(contentType: string, checksumSha256: string | undefined): Record<string, string> {
  return {
    'content-type': contentType,
    'if-none-match': '*', // a link that is used twice cannot replace what it stored
    ...(checksumSha256 !== undefined && { 'x-amz-checksum-sha256': checksumSha256 }),
  };
}

/** What is signed has no fraction, so the end of its life has none either. */
function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
