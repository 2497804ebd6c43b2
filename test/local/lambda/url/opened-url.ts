import { type IncomingHttpHeaders, request } from 'node:http';
import type { FunctionUrlSpec } from '../../../../local/deployment.ts';
import { listen } from '../../../../local/http/loopback.ts';
import { functionUrl } from '../../../../local/lambda/index.ts';
import { arn } from '../opened.ts';

export const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secretexample' };
export const region = 'us-east-1';

export interface Got {
  status: number;
  headers: IncomingHttpHeaders;
  rawHeaders: string[];
  body: string;
}

interface Sent {
  method?: string;
  path?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
}

/** A Function URL whose function is this handler; `send` speaks HTTP to it as it is told, with no help. */
export async function openedUrl(handler: (event: never) => unknown, url: Partial<FunctionUrlSpec> = {}) {
  const functions = { invoke: async (_arn: string, event: unknown) => handler(event as never) };
  const spec: FunctionUrlSpec = { functionArn: arn, auth: 'NONE', ...url };
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const server = await listen(functionUrl({ url: spec, functions, credentials, region, onError }), 0);
  return {
    port: server.port,
    origin: server.origin,
    errors,
    send: ({ method = 'GET', path = '/', headers = {}, body }: Sent = {}): Promise<Got> =>
      new Promise((resolve, reject) => {
        const sent = request(
          { host: '127.0.0.1', port: server.port, method, path, headers, agent: false },
          (answer) => {
            const chunks: Buffer[] = [];
            answer.on('data', (chunk: Buffer) => chunks.push(chunk));
            answer.on('end', () => {
              const { statusCode = 0, headers: got, rawHeaders } = answer;
              resolve({
                status: statusCode,
                headers: got,
                rawHeaders,
                body: Buffer.concat(chunks).toString(),
              });
            });
          },
        );
        sent.on('error', reject);
        sent.end(body);
      }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
