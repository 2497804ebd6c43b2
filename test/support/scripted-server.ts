import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Request {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** A number is a status, 'reset' breaks the connection, 'silence' never answers. */
export type Answer =
  | number
  | 'reset'
  | 'silence'
  | { status: number; headers?: Record<string, string>; body?: string | Buffer };

/** A server on a free port of this machine that answers as it is told, for clients that speak real HTTP. */
export async function scriptedServer(answers: Answer[]) {
  const requests: Request[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return; // the client went away in the middle
    }
    const { method = '', url = '', headers } = request;
    requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
    const answer = answers.shift() ?? 500;
    if (answer === 'silence') return;
    if (answer === 'reset') return void request.socket.destroy();
    const {
      status,
      headers: sent = {},
      body = '',
    } = typeof answer === 'number' ? { status: answer } : answer;
    response.writeHead(status, sent).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
