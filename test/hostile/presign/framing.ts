import { type Attack, raw } from './attack.ts';
import { aPhoto } from './site.ts';

// How a request begins and ends: lies about the length, several requests in one, and what is no HTTP at all. Nobody is
// asked for a signature that early; behind it, a request that is not signed is 403, or 201 where links are open.

const good = JSON.stringify(aPhoto);
const type = 'content-type: application/json\r\n';
const length = `content-length: ${good.length}\r\n`;
const chunked = 'transfer-encoding: chunked\r\n';
const close = 'connection: close\r\n';
const host = 'host: {host}\r\n';
const post = (headers: string, body = '') => `POST / HTTP/1.1\r\n${host}${headers}\r\n${body}`;
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const whole = `${chunk(good)}0\r\n\r\n`;
const after = `GET /after HTTP/1.1\r\n${host}${close}\r\n`;
const inner = 'GET /inner HTTP/1.1\r\nhost: evil.example\r\n\r\n';
const got = { open: '201' };

const refused: readonly [what: string, text: string][] = [
  ['a length and chunks', post(`${type}${length}${chunked}${close}`, whole)],
  ['chunks and a length', post(`${type}${chunked}${length}${close}`, whole)],
  ['two lengths that differ', post(`${type}${length}content-length: 5\r\n${close}`, good)],
  ['two lengths in one', post(`${type}content-length: 5, 5\r\n${close}`, good)],
  ['a length below zero', post(`${type}content-length: -1\r\n${close}`, good)],
  ['a length with a plus', post(`${type}content-length: +5\r\n${close}`, good)],
  ['a length in hex', post(`${type}content-length: 0x40\r\n${close}`, good)],
  ['a length with an exponent', post(`${type}content-length: 1e3\r\n${close}`, good)],
  ['a length that is no number', post(`${type}content-length: lots\r\n${close}`, good)],
  ['a length of thirty digits', post(`${type}content-length: ${'9'.repeat(30)}\r\n${close}`, good)],
  ['an empty length', post(`${type}content-length: \r\n${close}`, good)],
  ['chunks of another coding', post(`${type}transfer-encoding: chunked, identity\r\n${close}`, whole)],
  ['chunks that are none', post(`${type}transfer-encoding: xchunked\r\n${close}`, whole)],
  ['a chunk that is no number', post(`${type}${chunked}${close}`, 'zz\r\nabc\r\n0\r\n\r\n')],
  ['a chunk below zero', post(`${type}${chunked}${close}`, '-5\r\nabcde\r\n0\r\n\r\n')],
  ['a chunk with 0x', post(`${type}${chunked}${close}`, '0x5\r\nabcde\r\n0\r\n\r\n')],
  ['a chunk of 2^68 bytes', post(`${type}${chunked}${close}`, `${'F'.repeat(17)}\r\nabc`)],
  ['a chunk that ends in a bare line feed', post(`${type}${chunked}${close}`, '3\nabc\n0\n\n')],
  ['a space before the colon', post(`${type}${length}x-a : b\r\n${close}`, good)],
  ['a header that goes on in the next line', post(`${type}${length}x-a: b\r\n c\r\n${close}`, good)],
  ['a header without a colon', post(`${type}${length}x-a\r\n${close}`, good)],
  ['a header without a name', post(`${type}${length}: b\r\n${close}`, good)],
  ['a NUL in a header', post(`${type}${length}x-a: b\0c\r\n${close}`, good)],
  ['a NUL in the name of a header', post(`${type}${length}x-\0a: b\r\n${close}`, good)],
  ['a bare carriage return in a header', post(`${type}${length}x-a: b\rx-evil: 1\r\n${close}`, good)],
  ['a bare line feed between headers', `POST / HTTP/1.1\n${host}\n`],
  ['no host', `POST / HTTP/1.1\r\n${type}${length}${close}\r\n${good}`],
  ['a space before the first line', ` POST / HTTP/1.1\r\n${host}\r\n`],
  ['version 9.9', `POST / HTTP/9.9\r\n${host}\r\n`],
  ['no version of HTTP', `POST / ICAP/1.0\r\n${host}\r\n`],
  ['two spaces and a target of none', `POST  HTTP/1.1\r\n${host}\r\n`],
  ['a NUL in the target', `POST /\0 HTTP/1.1\r\n${host}\r\n`],
  ['the beginning of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['the beginning of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ['the greeting of SSH', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ['a command of Redis', '*1\r\n$4\r\nPING\r\n'],
  ['the greeting of a mail server', 'EHLO evil.example\r\n'],
  ['zeros', '\0'.repeat(100)],
  ['an answer in the place of a request', 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'],
];

const broken: readonly [what: string, text: string, answers: string][] = [
  ['a body shorter than its length', post(`${type}content-length: 1000\r\n`, good), '403 400'],
  ['chunks without an end', post(`${type}${chunked}`, chunk(good)), '403 400'],
  ['half a chunk', post(`${type}${chunked}`, `ff\r\n${good}`), '403 400'],
  ['half a header', `POST / HTTP/1.1\r\n${host}x-a`, '400'],
];

export const framing: Attack[] = [
  ...refused.map(([what, text]) => raw('P11', what, text, '400')),
  ...broken.map(([what, text, answers]) =>
    raw('P11', `${what}, broken off`, text, answers, { ends: true, open: '400' }),
  ),
  raw(
    'P11',
    'a chunk longer than it says',
    post(`${type}${chunked}${close}`, '3\r\nabcdef\r\n0\r\n\r\n'),
    '403',
    { open: '400' },
  ),
  raw('P5', 'no version', `POST /\r\n${host}\r\n`, '403', { open: '400' }),
  raw('P5', 'version 2.0', `POST / HTTP/2.0\r\n${host}${close}\r\n`, '403', { open: '400' }),
  raw('P5', 'version 1.0 without a host', `POST / HTTP/1.0\r\n${type}${length}\r\n${good}`, '403'),
  raw(
    'P5',
    'a target with another host',
    `POST http://evil.example/ HTTP/1.1\r\n${host}${close}\r\n`,
    '403',
    { open: '404' },
  ),
  raw('P5', 'a target that is an asterisk', `OPTIONS * HTTP/1.1\r\n${host}${close}\r\n`, '403', {
    open: '404',
  }),
  raw('P7', 'two hosts', post(`host: evil.example\r\n${type}${length}${close}`, good), '400'),
  raw(
    'P11',
    'an expectation that nobody knows',
    post(`${type}${length}expect: 200-maybe\r\n${close}`, good),
    '417',
  ),
  raw('P3', 'chunks that are right', post(`${type}${chunked}${close}`, whole), '403', got),
  raw(
    'P3',
    'a byte in each chunk',
    post(`${type}${chunked}${close}`, `${[...good].map(chunk).join('')}0\r\n\r\n`),
    '403',
    got,
  ),
  raw(
    'P11',
    'a chunk with an extension',
    post(`${type}${chunked}${close}`, `${good.length.toString(16)};a="b"\r\n${good}\r\n0\r\n\r\n`),
    '403',
    got,
  ),
  raw(
    'P11',
    'a signature after the last chunk',
    post(
      `${type}${chunked}trailer: authorization\r\n${close}`,
      `${chunk(good)}0\r\nauthorization: AWS4-HMAC-SHA256 Credential=a\r\n\r\n`,
    ),
    '403',
    got,
  ),
  raw(
    'P11',
    'two requests at once',
    `${post(`${type}${length}`, good)}${post(`${type}${length}${close}`, good)}`,
    '403 403',
    { open: '201 201' },
  ),
  raw(
    'P11',
    'ten requests at once',
    `${post(`${type}${length}`, good).repeat(9)}${after}`,
    `${'403 '.repeat(9)}403`,
    { open: `${'201 '.repeat(9)}404` },
  ),
  raw(
    'P11',
    'a request in the body of another',
    post(`${type}content-length: ${inner.length}\r\n${close}`, inner),
    '403',
    { open: '400' },
  ),
  raw(
    'P11',
    'a body longer than its length, that is a request',
    post(`${type}${length}`, `${good}${after}`),
    '403 403',
    { open: '201 404' },
  ),
  raw(
    'P11',
    'a body longer than its length, that is none',
    post(`${type}${length}`, `${good}tail`),
    '403 400',
    { open: '400' },
  ),
  raw(
    'P11',
    'chunks that end early, and a request after them',
    post(`${type}${chunked}`, `0\r\n\r\n${after}`),
    '403 403',
    { open: '400 404' },
  ),
  raw(
    'P11',
    'a GET with a body that is a request',
    `GET / HTTP/1.1\r\n${host}content-length: ${inner.length}\r\n\r\n${inner}${after}`,
    '403 403',
    { open: '405 404' },
  ),
  raw('P11', 'empty lines before a request', `\r\n\r\n${post(`${type}${length}${close}`, good)}`, '403', got),
];
