import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refuseUnreadable, withOneHost } from './unreadable.ts';

/** Nothing here is meant for another machine. */
const loopback = '127.0.0.1';
/** So many connections may wait to be taken: a crowd is told to come later, and not cut off without a word. */
const backlog = 4096;

export interface Listening extends AsyncDisposable {
  readonly port: number;
  /** http://127.0.0.1:4100 */
  readonly origin: string;
}

/** The port is another program's. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  readonly port: number;
  constructor(port: number, cause: unknown) {
    super(`Port ${port} is taken by another program.`, { cause });
    this.port = port;
  }
}

interface ListenOptions {
  /** The listener answers `Expect: 100-continue` itself, so that it can refuse before the body is sent. */
  answersExpect?: boolean;
}

/** Listens on the loopback interface alone; port 0 takes any that is free. Disposed of, it ends all connections. */
export async function listen(
  listener: RequestListener,
  port: number,
  { answersExpect = false }: ListenOptions = {},
): Promise<Listening> {
  const hosted = withOneHost(listener);
  const options = { keepAliveTimeout: 30_000, requestTimeout: 0, requireHostHeader: false };
  const server = createServer(options, hosted);
  if (answersExpect) server.on('checkContinue', hosted);
  refuseUnreadable(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE' || error.code === 'EACCES' ? new PortTakenError(port, error) : error,
      );
    });
    server.listen({ port, host: loopback, backlog }, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    port: bound,
    origin: `http://${loopback}:${bound}`,
    [Symbol.asyncDispose]: () => close(server),
  };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
