import type { Attack } from './attack.ts';
import type { Site } from './site.ts';
import { method, path, query, tampered } from './tampering.ts';

// A stranger has a link: what else can he make of its address than what it is for?

const parameters = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-SignedHeaders',
  'X-Amz-Signature',
];

const ofParameters: Attack[] = parameters.flatMap((name) => [
  tampered(
    'P9',
    `without ${name}`,
    query((url) => url.searchParams.delete(name)),
    '400',
  ),
  tampered(
    'P9',
    `with ${name} twice`,
    query((url) => url.searchParams.append(name, url.searchParams.get(name) ?? '')),
    '400',
  ),
  tampered(
    'P9',
    `with an empty ${name}`,
    query((url) => url.searchParams.set(name, '')),
    '400',
  ),
  tampered(
    'P9',
    `with ${name} in small letters`,
    query((url) => {
      const value = url.searchParams.get(name) ?? '';
      url.searchParams.delete(name);
      url.searchParams.set(name.toLowerCase(), value);
    }),
    '400',
  ),
  tampered(
    'P9',
    `with a ${name} of markup`,
    query((url) => url.searchParams.set(name, '<script>alert(1)</script>')),
    name === 'X-Amz-Signature' ? '403' : '400',
  ),
]);

const values: readonly [name: string, value: string, answers: string][] = [
  ['X-Amz-Expires', '604800', '403'],
  ['X-Amz-Expires', '604801', '400'],
  ['X-Amz-Expires', '0', '400'],
  ['X-Amz-Expires', '-1', '400'],
  ['X-Amz-Expires', '1e9', '400'],
  ['X-Amz-Expires', '0900', '403'],
  ['X-Amz-Date', '20200101T000000Z', '400'],
  ['X-Amz-Date', '99991231T235959Z', '400'],
  ['X-Amz-Date', '20269999T999999Z', '400'],
  ['X-Amz-SignedHeaders', 'host', '403'],
  ['X-Amz-SignedHeaders', 'content-length;content-type;host', '403'],
  ['X-Amz-SignedHeaders', 'content-length;content-type;host;if-none-match;x-evil', '403'],
  ['X-Amz-SignedHeaders', 'if-none-match;host;content-type;content-length', '403'],
  ['X-Amz-Algorithm', 'AWS4-HMAC-SHA1', '400'],
  ['X-Amz-Algorithm', 'none', '400'],
  ['X-Amz-Algorithm', 'AWS4-ECDSA-P256-SHA256', '400'],
  ['X-Amz-Signature', '0'.repeat(64), '403'],
  ['X-Amz-Signature', 'a'.repeat(6000), '403'],
];

const injected: readonly string[] = [
  'acl',
  'tagging',
  'uploads',
  'versions',
  'delete',
  'policy',
  'retention',
  'legal-hold',
  'torrent',
  'restore',
  'renameObject',
  'uploadId=1&partNumber=1',
  'versionId=null',
  'list-type=2',
  'x-amz-acl=public-read',
  'x-amz-copy-source=a/b',
  'x-id=DeleteObject',
  'response-content-type=text/html',
  'X-Amz-Content-Sha256=UNSIGNED-PAYLOAD',
  'x-amz-checksum-crc32=AAAAAA==',
  '%00',
  '=',
  'a',
];

const bucketOf = (target: string) => target.split('/')[1] ?? '';

const paths: readonly [what: string, change: (path: string, site: Site) => string, answers?: string][] = [
  ['of another file', (each) => each.replace('photo.jpg', 'other.jpg')],
  ['of another folder', (each) => each.replace(/[0-9a-f-]{36}/, '00000000-0000-4000-8000-000000000000')],
  ['of a folder above', (each) => each.replace('/uploads/', '/')],
  ['of another prefix', (each) => each.replace('/uploads/', '/elsewhere/')],
  ['of another bucket', (each, { uploads, thumbnails }) => each.replace(uploads, thumbnails)],
  ['of a bucket that is not there', (each, { uploads }) => each.replace(uploads, 'no-such-bucket')],
  ['of no bucket', (each) => each.slice(each.indexOf('/', 1))],
  ['of the bucket itself', (each) => `/${bucketOf(each)}`],
  ['of the root', () => '/'],
  ['that climbs', (each) => each.replace('photo.jpg', '../../../etc/passwd')],
  ['that climbs in percent signs', (each) => each.replace('photo.jpg', '%2e%2e%2f%2e%2e%2fa.jpg')],
  ['that climbs out and back', (each) => each.replace('/uploads/', '/uploads/../uploads/')],
  ['with a dot', (each) => each.replace('/uploads/', '/./uploads/')],
  ['with two slashes', (each) => each.replace('/uploads/', '//uploads/')],
  ['with two slashes before it', (each) => `/${each}`],
  ['with a slash after it', (each) => `${each}/`],
  ['with a NUL after it', (each) => `${each}%00`],
  ['with a space after it', (each) => `${each}%20`],
  ['in capitals', (each) => each.toUpperCase()],
  ['with percent signs encoded twice', (each) => each.replace('photo', '%2570hoto')],
  ['with a percent sign that is none', (each) => `${each}%zz`, '400'],
  ['with backslashes', (each) => each.replaceAll('/', '\\').replace('\\', '/')],
  ['of 2,000 bytes', (each) => each.replace('photo.jpg', 'a'.repeat(2000)), '400'],
  ['with no UTF-8 in it', (each) => each.replace('photo.jpg', '%ff%fe.jpg'), '400'],
  ['with another host before it', (each) => `http://evil.example${each}`, '400'],
  ['without a slash', (each) => each.slice(1), '400'],
  ['with its letters in percent signs, which is the same', (each) => each.replace('photo', '%70hoto'), '200'],
];

export const links: Attack[] = [
  ...ofParameters,
  ...values.map(([name, value, answers]) =>
    tampered(
      'P9',
      `with ${name}=${value.slice(0, 60)}`,
      query((url) => url.searchParams.set(name, value)),
      answers,
    ),
  ),
  ...['AKIDEXAMPLE', '', '../..', 'root'].map((key) =>
    tampered(
      'P9',
      `of the key "${key}"`,
      query((url) => {
        const credential = url.searchParams.get('X-Amz-Credential') ?? '';
        url.searchParams.set('X-Amz-Credential', `${key}${credential.slice(credential.indexOf('/'))}`);
      }),
      key === '' ? '400' : '403',
    ),
  ),
  ...[
    ['us-east-1', 'eu-west-1'],
    ['/s3/', '/iam/'],
    ['/s3/', '/lambda/'],
    ['/s3/', '/sqs/'],
    ['aws4_request', 'aws5_request'],
  ].map(([from = '', to = '']) =>
    tampered(
      'P9',
      `for ${to} in the place of ${from}`,
      query((url) => {
        url.searchParams.set(
          'X-Amz-Credential',
          (url.searchParams.get('X-Amz-Credential') ?? '').replace(from, to),
        );
      }),
      ['/lambda/', '/sqs/'].includes(to) ? '403' : '400',
    ),
  ),
  ...injected.map((text) =>
    tampered('P9', `with &${text}`, (wire) => ({ ...wire, target: `${wire.target}&${text}` })),
  ),
  tampered(
    'P9',
    'with a session’s token',
    (wire) => ({ ...wire, target: `${wire.target}&X-Amz-Security-Token=x` }),
    '400',
  ),
  tampered('P9', 'with a thousand parameters more', (wire) => ({
    ...wire,
    target: `${wire.target}${'&a=b'.repeat(1000)}`,
  })),
  tampered('P9', 'with a fragment', (wire) => ({ ...wire, target: `${wire.target}#a` })),
  tampered(
    'P9',
    'with its query twice',
    (wire) => ({ ...wire, target: `${wire.target}&${wire.target.split('?')[1]}` }),
    '400',
  ),
  tampered('P9', 'without its query', (wire) => ({ ...wire, target: wire.target.split('?')[0] ?? '' })),
  ...paths.map(([what, change, answers]) => tampered('P9 P10', `with a path ${what}`, path(change), answers)),
  ...['GET', 'HEAD', 'DELETE', 'POST', 'PATCH', 'COPY', 'PROPFIND', 'TRACE'].map((each) =>
    tampered('P9', `with the method ${each}`, method(each)),
  ),
];
