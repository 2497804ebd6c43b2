import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { BucketSpec } from '../../../local/deployment.ts';
import type { BusEvent } from '../../../local/events/event.ts';
import { openS3, type S3, type S3Options } from '../../../local/s3/index.ts';
import { signRequest } from '../../../local/signature/index.ts';

export const credentials = { accessKeyId: 'TESTKEY', secretAccessKey: 'a secret of the tests' };
export const region = 'us-east-1';
export const account = '000000000000';

/** One that is versioned and sends events, and one that does neither. */
export const buckets: BucketSpec[] = [
  { name: 'versioned', versioned: true, sendsEvents: true, cors: [] },
  { name: 'plain', versioned: false, sendsEvents: false, cors: [] },
  { name: 'telling', versioned: false, sendsEvents: true, cors: [] },
];

export interface RunningS3 extends AsyncDisposable {
  s3: S3;
  folder: string;
  port: number;
  client: S3Client;
  clientWith(config: S3ClientConfig): S3Client;
  /** A signed request as it is, whatever it is. */
  send(method: string, target: string, more?: Sent): Promise<Answer>;
  /** A PUT whose body comes when it is told to; `begun` when the server wants it. */
  slowPut(target: string, body: string, headers?: Record<string, string>): SlowPut;
  events(): BusEvent[];
}

interface SlowPut {
  begun: Promise<void>;
  /** The connection breaks with half of the body sent. */
  breakOff(): Promise<void>;
  finish(): Promise<[status: number, code: string | undefined]>;
}

export interface Sent {
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Not to be signed. */
  sign?: false;
  /** Of the Host header, when it is not the address. */
  host?: string;
}

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
  text: string;
}

export async function runS3(options: Partial<S3Options> & { folder?: string } = {}): Promise<RunningS3> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 's3-')));
  const s3 = openS3({ buckets, credentials, region, account, ...options, folder });
  const server = createServer((incoming, outgoing) => s3.handle(incoming, outgoing));
  server.on('checkContinue', (incoming, outgoing) => s3.handle(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const clients: S3Client[] = [];
  const clientWith = (config: S3ClientConfig) => {
    const client = new S3Client({
      endpoint: `http://127.0.0.1:${port}`,
      ...{ region, credentials, forcePathStyle: true, maxAttempts: 1, ...config },
    });
    clients.push(client);
    return client;
  };
  return {
    ...{ s3, folder, port, clientWith, client: clientWith({}) },
    send: (method, target, more = {}) => sendTo(port, method, target, more),
    slowPut: (target, body, headers = {}) => slowPutTo(port, target, body, headers),
    events: () => s3.outbox.pending(10_000).map(({ event }) => event),
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.destroy();
      await close(server);
      await s3[Symbol.asyncDispose]();
      if (options.folder === undefined) await rm(folder, { recursive: true });
    },
  };
}

async function close(server: Server): Promise<void> {
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
}

export function signed(port: number, method: string, target: string, sent: Sent) {
  const { headers = {}, body = '', host = '127.0.0.1' } = sent;
  const url = `http://${host}:${port}${target}`;
  const terms = { credentials, region, service: 's3', now: Date.now };
  return signRequest({ method, url, headers, body }, terms);
}

function sendTo(port: number, method: string, target: string, sent: Sent): Promise<Answer> {
  const { headers = {}, body = '', sign } = sent;
  const length = body.length > 0 ? { 'content-length': String(Buffer.byteLength(body)) } : {};
  const own = sign === false ? headers : signed(port, method, target, sent);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, method, path: target, headers: { ...own, ...length }, agent: false },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const whole = Buffer.concat(chunks);
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: whole,
            text: whole.toString('utf8'),
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function slowPutTo(port: number, path: string, body: string, extra: Record<string, string>): SlowPut {
  const headers = {
    ...signed(port, 'PUT', path, { body, headers: extra }),
    expect: '100-continue',
    'content-length': String(body.length),
  };
  const outgoing = request({ host: '127.0.0.1', port, method: 'PUT', path, headers, agent: false });
  const answered = new Promise<[number, string | undefined]>((resolve, reject) => {
    outgoing.on('error', reject);
    outgoing.on('response', async (incoming) => {
      let text = '';
      for await (const chunk of incoming) text += chunk;
      resolve([incoming.statusCode ?? 0, /<Code>(.*)<\/Code>/.exec(text)?.[1]]);
    });
  });
  answered.catch(() => {});
  const begun = new Promise<void>((resolve) => outgoing.once('continue', resolve));
  outgoing.flushHeaders();
  return {
    begun,
    async breakOff() {
      await begun;
      await new Promise((resolve) => outgoing.write(body.slice(0, body.length / 2), resolve));
      outgoing.destroy();
    },
    finish() {
      outgoing.end(body);
      return answered;
    },
  };
}

/** What the SDK throws, by the code of S3. */
export async function failureOf(
  promise: Promise<unknown>,
): Promise<{ code: string; status: number | undefined }> {
  try {
    await promise;
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    return { code: name, status: $metadata?.httpStatusCode };
  }
  throw new Error('It did not fail.');
}
