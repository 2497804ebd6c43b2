import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { listen } from '../../../local/http/loopback.ts';

/** All that is answered to these bytes, to the end of the connection. */
async function heardOn(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    heard += chunk;
  });
  socket.write(bytes, 'latin1');
  await once(socket, 'close');
  return heard;
}

test.each([
  ['no HTTP at all', 'EHLO example\r\n', 400, /HTTP\/1\.1: .*Invalid method/],
  [
    'a length and chunks',
    'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
    400,
    /Content-Length/,
  ],
  ['too long a head', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431, /16 KiB/],
  ['no host', 'GET / HTTP/1.1\r\nconnection: close\r\n\r\n', 400, /one Host/],
  ['two hosts', 'GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n', 400, /one Host/],
  ['two hosts in version 1.0', 'GET / HTTP/1.0\r\nhost: a\r\nhost: b\r\n\r\n', 400, /one Host/],
  ['a proxy’s request', 'CONNECT example:443 HTTP/1.1\r\nhost: example:443\r\n\r\n', 405, /no proxy/],
  [
    'an expectation that nobody knows',
    'POST / HTTP/1.1\r\nhost: a\r\nexpect: miracles\r\nconnection: close\r\n\r\n',
    417,
    /100-continue/,
  ],
])('%s is refused with a problem, and reaches nobody', async (_what, bytes, status, says) => {
  let asked = 0;
  await using server = await listen((_request, response) => {
    asked += 1;
    response.end();
  }, 0);

  const heard = await heardOn(server.port, bytes);

  const [head = '', body = ''] = heard.split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(head).toMatch(/^content-type: application\/problem\+json$/m);
  expect(JSON.parse(body)).toEqual({
    type: 'about:blank',
    title: expect.stringMatching(/^[A-Z]/),
    status,
    detail: expect.stringMatching(says),
  });
  expect(asked).toBe(0);
});

test('nothing is put into the middle of an answer that has begun', async () => {
  await using server = await listen((_request, response) => {
    response.writeHead(200, { 'content-length': 10 }).write('12345');
  }, 0);
  const socket = connect(server.port, '127.0.0.1');
  let heard = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    heard += chunk;
    if (heard.endsWith('12345')) socket.write('no request\r\n\r\n');
  });
  socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
  await once(socket, 'close');

  expect(heard.split('\r\n\r\n')[1]).toBe('12345');
});

test('a request of version 1.0 needs no host, and one of another follows it', async () => {
  await using server = await listen((request, response) => response.end(request.httpVersion), 0);

  expect(await heardOn(server.port, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/1\.0$/);
  expect(await heardOn(server.port, 'GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n')).toMatch(
    /1\.1$/,
  );
});
