import type { Attack } from './attack.ts';
import { sha256 } from './signing.ts';
import { bytes, putBy } from './site.ts';
import { added, body, type Change, instead, tampered, without } from './tampering.ts';
import type { Wire } from './wire.ts';

// A stranger has a link: what else can he send by it than what it is for?

const extra: readonly [name: string, value: string, answers?: string][] = [
  ['x-amz-acl', 'public-read'],
  ['x-amz-grant-read', 'uri="http://acs.amazonaws.com/groups/global/AllUsers"'],
  ['x-amz-copy-source', '/darkroom-buckets-thumbnails/a'],
  ['x-amz-meta-evil', '<script>'],
  ['x-amz-storage-class', 'GLACIER'],
  ['x-amz-tagging', 'a=b'],
  ['x-amz-website-redirect-location', 'https://evil.example'],
  ['x-amz-server-side-encryption', 'aws:kms'],
  ['x-amz-object-lock-mode', 'COMPLIANCE'],
  ['x-amz-security-token', 'x'],
  ['x-amz-date', '20200101T000000Z'],
  ['x-amz-content-sha256', sha256('other')],
  ['x-amz-content-sha256', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'],
  ['x-amz-content-sha256', 'nonsense', '400'],
  ['x-amz-decoded-content-length', '5'],
  ['x-amz-trailer', 'x-amz-checksum-crc32'],
  ['x-amz-expected-bucket-owner', '111111111111'],
  ['x-amz-mfa', '1 2'],
  ['authorization', 'AWS4-HMAC-SHA256 Credential=a', '400'],
  ['authorization', 'Bearer x', '400'],
  ['content-encoding', 'aws-chunked', '400'],
  ['content-md5', 'AAAAAAAAAAAAAAAAAAAAAA==', '400'],
  ['content-md5', 'no base64', '400'],
  ['if-match', '"a"', '501'],
  ['if-match', '*', '501'],
  ['if-modified-since', 'Sat, 01 Jan 2028 00:00:00 GMT', '501'],
  ['content-range', 'bytes 0-9/10', '501'],
  ['x-http-method-override', 'DELETE', '200'],
  ['cache-control', 'max-age=31536000', '200'],
  ['content-disposition', 'inline; filename="../../a.html"', '200'],
  ['x-forwarded-host', 'evil.example', '200'],
];

const sum = sha256(bytes);
const checksumSha256 = Buffer.from(sum, 'hex').toString('base64');
const otherSum = Buffer.from(sha256('other'), 'hex').toString('base64');
const withSum = { checksumSha256 };
const sizes: readonly [what: string, body: Buffer][] = [
  ['with no byte', Buffer.alloc(0)],
  ['with one byte less', bytes.subarray(1)],
  ['with one byte more', Buffer.concat([bytes, Buffer.from('x')])],
  ['with a thousand times as many', Buffer.alloc(bytes.length * 1000)],
];

const chunked: Change = (wire) => ({
  ...wire,
  headers: [...wire.headers, ['transfer-encoding', 'chunked']],
  body: Buffer.concat([
    Buffer.from(`${wire.body.length.toString(16)}\r\n`),
    wire.body,
    Buffer.from('\r\n0\r\n\r\n'),
  ]),
});

const replayed = (what: string, again: (wire: Wire) => Wire): Attack => ({
  ...{ ids: 'P8', what: `a link used again ${what}`, door: 'store', answers: '412', stores: true },
  request: async (site) => {
    const link = await site.link();
    await site.upload(link);
    return again(putBy(link));
  },
});

export const uploads: Attack[] = [
  ...['host', 'if-none-match', 'content-type'].map((name) =>
    name === 'host'
      ? tampered('P9', 'of another host', added('host', 'evil.example'))
      : tampered('P9', `without ${name}`, without(name)),
  ),
  ...['"a"', 'W/*', '', '*, *'].map((value) =>
    tampered('P8 P9', `with if-none-match: ${value}`, instead('if-none-match', value)),
  ),
  tampered('P8 P9', 'with if-none-match twice', added('if-none-match', '*')),
  ...['image/png', 'text/html', 'image/jpeg; charset=utf-8', 'IMAGE/JPEG', '', 'image/jpeg,text/html'].map(
    (type) => tampered('P15', `with the type "${type}"`, instead('content-type', type)),
  ),
  tampered('P15', 'with two types', added('content-type', 'text/html')),
  ...extra.map(([name, value, answers]) =>
    tampered('P9', `with the header ${name}: ${value.slice(0, 40)}`, added(name, value), answers),
  ),
  ...sizes.map(([what, other]) => tampered('P4', what, body(other))),
  tampered('P4', 'in chunks', chunked),
  {
    ...tampered(
      'P4',
      'with half of its bytes, broken off',
      (wire) => ({
        ...wire,
        headers: [...wire.headers, ['content-length', `${bytes.length}`]],
        body: bytes.subarray(bytes.length / 2),
      }),
      '400',
    ),
    ends: true,
  },
  tampered(
    'P4',
    'with a length in two ways',
    (wire, site) => added('content-length', `${bytes.length}`)(chunked(wire, site), site),
    '400',
  ),
  tampered(
    'P4',
    'with two lengths',
    (wire) => ({
      ...wire,
      headers: [...wire.headers, ['content-length', `${bytes.length}`], ['content-length', '5']],
    }),
    '400',
  ),
  tampered('P4', 'with another length that fits', (wire) => ({
    ...wire,
    headers: [...wire.headers, ['content-length', '5']],
    body: bytes.subarray(5),
  })),
  tampered('P4', 'of a checksum, with other bytes', body(Buffer.alloc(bytes.length)), '400', withSum),
  tampered('P4', 'of a checksum, without it', without('x-amz-checksum-sha256'), '403', withSum),
  tampered('P4', 'of a checksum, with another', instead('x-amz-checksum-sha256', otherSum), '403', withSum),
  tampered('P4', 'of a checksum, with two', added('x-amz-checksum-sha256', otherSum), '403', withSum),
  tampered('P4', 'of no checksum, with one', added('x-amz-checksum-sha256', checksumSha256)),
  tampered('P4', 'of no checksum, with one in the query', (wire) => ({
    ...wire,
    target: `${wire.target}&x-amz-checksum-sha256=${encodeURIComponent(checksumSha256)}`,
  })),
  replayed('with the same bytes', (wire) => wire),
  replayed('with others', (wire) => ({ ...wire, body: Buffer.alloc(bytes.length, 'x') })),
  {
    ...{ ids: 'P8 P10', what: 'the signature of one link on another', door: 'store', answers: '403' },
    request: async (site) => {
      const [one, other] = [new URL((await site.link()).url), await site.link()];
      const url = new URL(other.url);
      url.searchParams.set('X-Amz-Signature', one.searchParams.get('X-Amz-Signature') ?? '');
      return putBy({ ...other, url: url.href });
    },
  },
];
