import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl, S3RequestPresigner } from '@aws-sdk/s3-request-presigner';

type Options = NonNullable<Parameters<S3RequestPresigner['presign']>[1]>;

/** What S3 calls them. */
const operations = { GET: 'GetObject', PUT: 'PutObject' };

interface Request {
  method: keyof typeof operations;
  key: string;
  headers?: Record<string, string>;
}

/**
 * Links into one bucket, the same as the SDK makes of a command. It would work out anew each time where the bucket is, and
 * through which hands a request goes: seven times the work of signing. Here it is asked once, and then signs alone.
 */
export function bucketLinks(client: S3Client, bucket: string) {
  let asked: ReturnType<typeof placeOf> | undefined;
  return async ({ method, key, headers = {} }: Request, options: Options): Promise<string> => {
    asked ??= placeOf(client, bucket);
    const { presigner, origin, folder, ...host } = await asked.catch((error: unknown) => {
      asked = undefined; // without credentials just now, perhaps
      throw error;
    });
    const path = `${folder}${key.split('/').map(escaped).join('/')}`;
    const request = { ...host, method, path, query: { 'x-id': operations[method] }, headers: { ...headers } };
    const { query = {} } = await presigner.presign(request, options);
    const parameters = Object.keys(query)
      .sort()
      .map((name) => `${escaped(name)}=${escaped(String(query[name]))}`);
    return `${origin}${path}?${parameters.join('&')}`;
  };
}

async function placeOf(client: S3Client, bucket: string) {
  const url = new URL(await getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: '-' })));
  const [, , region = ''] = url.searchParams.get('X-Amz-Credential')?.split('/') ?? [];
  const { origin, protocol, hostname, port, pathname } = url;
  return {
    presigner: new S3RequestPresigner({ ...client.config, region }),
    origin,
    folder: pathname.slice(0, -1),
    ...{ protocol, hostname },
    ...(port !== '' && { port: Number(port) }),
  };
}

/** https://datatracker.ietf.org/doc/html/rfc3986#section-2.3 */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
