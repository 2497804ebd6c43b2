import type { IncomingMessage } from 'node:http';

/** Requests to S3, by what they are billed as. */
export interface S3Requests {
  /** PUT, COPY, POST and LIST. */
  writes: number;
  /** GET, HEAD and all other. */
  reads: number;
  /** DELETE, which is free. */
  deletes: number;
}

export const noRequests: S3Requests = { writes: 0, reads: 0, deletes: 0 };

/** https://aws.amazon.com/s3/pricing/, Requests & data retrievals */
export function billedAs({
  method = 'GET',
  url = '/',
}: Pick<IncomingMessage, 'method' | 'url'>): keyof S3Requests {
  if (method === 'DELETE') return 'deletes';
  if (method === 'PUT' || method === 'POST') return 'writes';
  const query = new URL(url, 'http://s3').searchParams;
  const lists = ['list-type', 'versions', 'uploads', 'prefix'].some((name) => query.has(name));
  return method === 'GET' && lists ? 'writes' : 'reads';
}

/** A link's request carries its signature in the query: it is the client's, and all others are the functions'. */
export function isByLink({ url = '/' }: Pick<IncomingMessage, 'url'>): boolean {
  return new URL(url, 'http://s3').searchParams.has('X-Amz-Signature');
}
