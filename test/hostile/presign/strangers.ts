import type { Attack } from './attack.ts';
import type { Site } from './site.ts';
import type { Fields, Wire } from './wire.ts';

// A stranger has no link at all, or only those to look at thumbnails.

const nobody = Buffer.alloc(0);

function unsigned(
  what: string,
  method: string,
  target: (site: Site) => string,
  answers = '403',
  rest: Partial<Wire> = {},
): Attack {
  const request = (site: Site) => ({ method, target: target(site), headers: [], body: nobody, ...rest });
  return { ids: 'P9 P10', what: `nobody’s ${what}`, door: 'store', request, answers };
}

const form = (key: string) =>
  Buffer.from(
    `--a\r\ncontent-disposition: form-data; name="key"\r\n\r\n${key}\r\n--a\r\ncontent-disposition: form-data; name="file"\r\n\r\nx\r\n--a--\r\n`,
  );
const multipart: Fields = [['content-type', 'multipart/form-data; boundary=a']];
const xml = Buffer.from(
  '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Delete><Object><Key>&x;</Key></Object></Delete>',
);

const looking = (
  what: string,
  change: (url: URL, site: Site) => void,
  answers = '403',
  rest: Partial<Wire> = {},
): Attack => ({
  ...{ ids: 'P9 P10', what: `a link to a thumbnail ${what}`, door: 'store', answers },
  request: async (site) => {
    const url = new URL(await site.thumbnailLink());
    change(url, site);
    return { method: 'GET', target: `${url.pathname}${url.search}`, headers: [], body: nobody, ...rest };
  },
});

export const strangers: Attack[] = [
  unsigned('list of buckets', 'GET', () => '/'),
  unsigned('list of uploads', 'GET', ({ uploads }) => `/${uploads}?list-type=2`),
  unsigned('list of versions', 'GET', ({ thumbnails }) => `/${thumbnails}?versions`),
  unsigned('upload', 'PUT', ({ uploads }) => `/${uploads}/uploads/a.jpg`, '403', { body: Buffer.from('x') }),
  unsigned('upload outside', 'PUT', ({ uploads }) => `/${uploads}/a.jpg`, '403', { body: Buffer.from('x') }),
  unsigned(
    'upload among the thumbnails',
    'PUT',
    ({ thumbnails }) => `/${thumbnails}/thumbnails/a.jpg`,
    '403',
    { body: Buffer.from('x') },
  ),
  unsigned('upload through the host’s name', 'PUT', () => '/uploads/a.jpg', '403', {
    headers: [['host', 'darkroom-buckets-uploads.localhost']],
    body: Buffer.from('x'),
  }),
  unsigned('upload as a form', 'POST', ({ uploads }) => `/${uploads}`, '403', {
    headers: multipart,
    body: form('uploads/a.jpg'),
  }),
  unsigned('upload in parts', 'POST', ({ uploads }) => `/${uploads}/uploads/a.jpg?uploads`),
  unsigned('deletion', 'DELETE', ({ uploads }) => `/${uploads}/uploads/a.jpg`),
  unsigned('deletion of many, with an entity', 'POST', ({ uploads }) => `/${uploads}?delete`, '403', {
    body: xml,
  }),
  unsigned('new bucket', 'PUT', () => '/evil'),
  unsigned('deletion of a bucket', 'DELETE', ({ uploads }) => `/${uploads}`),
  unsigned('policy', 'PUT', ({ uploads }) => `/${uploads}?policy`, '403', { body: Buffer.from('{}') }),
  unsigned('copy', 'PUT', ({ uploads }) => `/${uploads}/uploads/b.jpg`, '403', {
    headers: [['x-amz-copy-source', 'a/b']],
  }),
  unsigned('look at a bucket', 'HEAD', ({ uploads }) => `/${uploads}`),
  unsigned('path that climbs', 'GET', () => '/../../../../etc/passwd'),
  unsigned('path with a NUL', 'GET', ({ uploads }) => `/${uploads}/%00`),
  unsigned('path with markup', 'GET', () => '/<script>alert(1)</script>'),
  unsigned('path of no UTF-8', 'GET', () => '/%ff%fe', '400'),
  unsigned('path of 10,000 bytes', 'GET', ({ uploads }) => `/${uploads}/${'a'.repeat(10_000)}`, '400'),
  unsigned('method that is none of S3’s', 'PROPFIND', ({ uploads }) => `/${uploads}`),
  unsigned('preflight', 'OPTIONS', ({ uploads }) => `/${uploads}/uploads/a.jpg`, '403', {
    headers: [
      ['origin', 'https://evil.example'],
      ['access-control-request-method', 'PUT'],
    ],
  }),
  unsigned('preflight that asks for nothing', 'OPTIONS', ({ uploads }) => `/${uploads}/uploads/a.jpg`, '400'),
  looking('as it is', () => {}, '200'),
  looking('of another photo', (url) => {
    url.pathname = url.pathname.replace(/[0-9a-f-]{36}/, '00000000-0000-4000-8000-000000000000');
  }),
  looking('of an upload', (url, { uploads, thumbnails }) => {
    url.pathname = url.pathname.replace(thumbnails, uploads);
  }),
  looking('that is to be a page', (url) => url.searchParams.append('response-content-type', 'text/html')),
  looking('that is to set a cookie', (url) =>
    url.searchParams.append('response-cache-control', 'x\r\nset-cookie: a=b'),
  ),
  looking('of an older version', (url) => url.searchParams.append('versionId', 'null')),
  looking('used to write', () => {}, '403', { method: 'PUT', body: Buffer.from('x') }),
  looking('used to delete', () => {}, '403', { method: 'DELETE' }),
  looking('used to list', (url, { thumbnails }) => {
    url.pathname = `/${thumbnails}`;
  }),
];
