import { type RequestListener, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** For a client that sends on after it was refused: without it the end of the connection could overtake the answer. */
const farewellMs = 1000;

/**
 * Says what is wrong with bytes that never become a request, where Node answers with an empty body or just hangs up.
 * The parser's reasons are its own words: nothing of what was sent is in them.
 */
export function refuseUnreadable(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException & { reason?: string }, socket) => {
    refuse(socket, ...problemOf(error));
  });
  server.on('connect', (_request, socket) => refuse(socket, 405, 'This is no proxy: CONNECT leads nowhere.'));
  server.on('checkExpectation', (_request, response) =>
    answer(response, 417, 'Expect can only be 100-continue.'),
  );
}

/** RFC 9112 wants exactly one Host: with two, whoever stands before us could have meant the other. */
export function withOneHost(listener: RequestListener): RequestListener {
  return (request, response) => {
    answering.set(request.socket, response);
    const { host = [] } = request.headersDistinct;
    const missing = host.length === 0 && request.httpVersion === '1.1';
    if (missing || host.length > 1) answer(response, 400, 'A request has to have one Host header.');
    else listener(request, response);
  };
}

/** Which answer a connection is at: another one cannot begin in its middle. */
const answering = new WeakMap<Duplex, { headersSent: boolean; writableFinished: boolean }>();

function answer(response: ServerResponse, status: number, detail: string): void {
  const [headers, body] = problem(status, detail);
  response.writeHead(status, headers).end(body);
}

function refuse(socket: Duplex, status: number, detail: string): void {
  const current = answering.get(socket);
  if (!socket.writable || (current?.headersSent && !current.writableFinished)) return void socket.destroy();
  const [headers, body] = problem(status, detail);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  socket.resume();
  setTimeout(() => socket.destroy(), farewellMs).unref();
}

function problemOf({ code, reason }: NodeJS.ErrnoException & { reason?: string }): [number, string] {
  if (code === 'HPE_HEADER_OVERFLOW') return [431, 'The head of a request may have 16 KiB at most.'];
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return [413, 'The extensions of a chunk are too long.'];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return [408, 'The head of the request took too long to come.'];
  return [400, `This cannot be read as a request of HTTP/1.1${reason ? `: ${reason}` : ''}.`];
}

/** RFC 9457. */
function problem(status: number, detail: string): [Record<string, string>, string] {
  const body = JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail });
  const headers = {
    'content-type': 'application/problem+json',
    'content-length': `${Buffer.byteLength(body)}`,
    connection: 'close',
  };
  return [headers, body];
}
