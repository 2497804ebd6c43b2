import { type Attack, rightful } from './attack.ts';
import { authorized, type Signing, sha256 } from './signing.ts';
import type { Site } from './site.ts';
import { bytesOf, exchange, type Wire } from './wire.ts';

// Who may ask for links. Where they are open to everybody, a signature is a header like others.

const refused = { answers: '403', open: '201', unsigned: true, door: 'links', ids: 'P9' } as const;

function signedBut(
  what: string,
  but: Signing | ((site: Site) => Signing),
  change: Partial<Wire> = {},
): Attack {
  const request = (site: Site) => {
    const signing = typeof but === 'function' ? but(site) : but;
    return { ...site.signed(rightful(), signing), ...change };
  };
  return { ...refused, what: `a signature ${what}`, request };
}

function authorization(value: string): Attack {
  const request = () => ({
    ...rightful(),
    headers: [...rightful().headers, ['authorization', value] as const],
  });
  return { ...refused, what: `the authorization ${JSON.stringify(value).slice(0, 50)}`, request };
}

/** Of a header that is right but for this. */
const rewritten = (what: string, header: (authorization: string) => string) => signedBut(what, { header });

const minutes = 60_000;
const otherBody = Buffer.from('{"fileName":"a.jpg","contentType":"image/jpeg","size":2049}');
const otherKey = ({ machine }: Site) => ({
  credentials: { ...machine.credentials, accessKeyId: 'AKIDEXAMPLE' },
});
const otherSecret = ({ machine }: Site) => ({
  credentials: { ...machine.credentials, secretAccessKey: 'guessed' },
});

const inQuery = (what: string, change: (url: URL) => void, answers: string, expires = '60'): Attack => ({
  ...refused,
  what: `a signature in the query ${what}`,
  answers,
  request: (site) => {
    const url = querySigned(site, expires);
    change(url);
    return { ...rightful(), target: `${url.pathname}${url.search}` };
  },
});

/** A link to the upload links themselves, as SDKs presign any request. */
function querySigned({ machine }: Site, expires: string): URL {
  const url = new URL(machine.links);
  const timestamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${timestamp.slice(0, 8)}/us-east-1/lambda/aws4_request`;
  for (const [name, value] of [
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${machine.credentials.accessKeyId}/${scope}`],
    ['X-Amz-Date', timestamp],
    ['X-Amz-Expires', expires],
    ['X-Amz-SignedHeaders', 'host'],
  ] as const) {
    url.searchParams.set(name, value);
  }
  let signature = '';
  const { body } = rightful();
  authorized(
    { method: 'POST', target: `/${url.search}`, headers: [], body },
    {
      ...{ host: url.host, credentials: machine.credentials, names: ['host'] },
      header: (header) => {
        signature = /Signature=(\w+)/.exec(header)?.[1] ?? '';
        return header;
      },
    },
  );
  url.searchParams.set('X-Amz-Signature', signature);
  return url;
}

async function replayed(site: Site): Promise<Wire> {
  const wire = site.signed(rightful());
  await exchange(site.machine.links, bytesOf(wire, new URL(site.machine.links).host));
  return wire;
}

export const signatures: Attack[] = [
  { ...refused, what: 'a request that is not signed', request: rightful },
  ...[
    '',
    'Bearer x',
    'Basic YWRtaW46YWRtaW4=',
    'Negotiate',
    'AWS AKID:c2ln',
    'AWS4-HMAC-SHA256',
    'AWS4-HMAC-SHA256 ',
  ].map(authorization),
  ...[
    'AWS4-HMAC-SHA256 Credential=a/b/c/d',
    'AWS4-ECDSA-P256-SHA256 Credential=a',
    'AWS4-HMAC-SHA1 Credential=a',
  ].map(authorization),
  authorization(`AWS4-HMAC-SHA256 Credential=${'/'.repeat(5000)}, SignedHeaders=host, Signature=0`),
  authorization(
    `AWS4-HMAC-SHA256 Credential=a/20261121/us-east-1/lambda/aws4_request, SignedHeaders=${'host;'.repeat(1000)}host, Signature=0`,
  ),
  authorization(
    'AWS4-HMAC-SHA256 Credential=a/20261121/us-east-1/lambda/aws4_request, SignedHeaders=<script>, Signature=<script>',
  ),
  signedBut('of another key', otherKey),
  signedBut('with another secret', otherSecret),
  signedBut('for another region', { region: 'eu-central-1' }),
  signedBut('for no region', { region: '' }),
  ...['s3', 'sqs', 'execute-api', 'sts', '', 'LAMBDA'].map((service) =>
    signedBut(`for the service "${service}"`, { service }),
  ),
  signedBut('of another day', { day: '20200101' }),
  signedBut('that ends otherwise', { terminator: 'aws5_request' }),
  ...[-16, 16, -60 * 24 * 365, 60 * 24 * 365].map((off) =>
    signedBut(`${off} minutes off`, { off: off * minutes }),
  ),
  signedBut('without the host', { names: ['x-amz-content-sha256', 'x-amz-date'] }),
  signedBut('without the date', { names: ['host', 'x-amz-content-sha256'] }),
  signedBut('without the hash of the body, of another body', {
    names: ['host', 'x-amz-date'],
    payloadHash: sha256(otherBody),
  }),
  signedBut('of another host', { host: 'evil.example' }),
  signedBut('of another method', { method: 'GET' }),
  signedBut('of another path', { target: '/other' }),
  signedBut('of another query', { target: '/?key=uploads/a.jpg' }),
  signedBut('of another body', {}, { body: otherBody }),
  signedBut('of the hash of another body', { payloadHash: sha256(otherBody) }),
  signedBut('of no body in particular', { payloadHash: 'UNSIGNED-PAYLOAD' }),
  signedBut('of a stream', { payloadHash: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' }),
  signedBut('with a session’s token', { more: [['x-amz-security-token', 'token']] }),
  rewritten('that is cut', (header) => header.slice(0, -1)),
  rewritten('with a digit more', (header) => `${header}0`),
  rewritten('in capitals', (header) => header.replace(/[0-9a-f]{64}$/, (hex) => hex.toUpperCase())),
  rewritten('of zeros', (header) => header.replace(/[0-9a-f]{64}$/, '0'.repeat(64))),
  rewritten('of nothing', (header) => header.replace(/[0-9a-f]{64}$/, '')),
  rewritten('of 5,000 bytes', (header) => header.replace(/[0-9a-f]{64}$/, 'a'.repeat(5000))),
  rewritten('twice', (header) => `${header}, ${header.slice(header.indexOf('Signature='))}`),
  rewritten('with names of headers in capitals', (header) =>
    header.replace('SignedHeaders=host', 'SignedHeaders=Host'),
  ),
  rewritten('with fewer headers', (header) => header.replace(/SignedHeaders=[^,]+/, 'SignedHeaders=host')),
  rewritten('with a part that is unknown', (header) =>
    header.replace(' Credential=', ' Evil=1, Credential='),
  ),
  {
    ...refused,
    what: 'two signatures',
    request: (site) => {
      const { headers, ...wire } = site.signed(rightful());
      return { ...wire, headers: [['authorization', 'AWS4-HMAC-SHA256 Credential=a'], ...headers] };
    },
  },
  {
    ...refused,
    what: 'a signed request sent twice, which makes a folder of its own',
    request: replayed,
    answers: '201',
  },
  inQuery('that is right', () => {}, '201'),
  inQuery('of another life', (url) => url.searchParams.set('X-Amz-Expires', '604800'), '403'),
  inQuery('without an end', (url) => url.searchParams.delete('X-Amz-Expires'), '403'),
  inQuery('that ended before it began', () => {}, '403', '-1'),
  inQuery('of more than a week', () => {}, '403', '9999999'),
  inQuery('of another query', (url) => url.searchParams.append('key', 'uploads/a.jpg'), '403'),
  inQuery('twice', (url) => url.searchParams.append('X-Amz-Signature', '0'), '403'),
];
