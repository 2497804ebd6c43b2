import type { Attack } from './attack.ts';
import type { Site } from './site.ts';
import type { Answer } from './wire.ts';

/** What is wrong with these answers to the attack, whatever was asked for; empty when nothing is. */
export function faultsOf(attack: Attack, answers: readonly Answer[], site: Site): string[] {
  const { answers: expected, open = expected, door } = attack;
  const wanted = (site.auth === 'none' ? open : expected).split(' ').filter((each) => each !== '');
  const statuses = answers.map(({ status }) => String(status));
  const faults = answers.flatMap((answer) => (door === 'links' ? ofLinks(answer, site) : ofStore(answer)));
  if (statuses.join() !== wanted.join()) {
    const bodies = answers.map(({ body }) => body.slice(0, 300)).join('\n');
    faults.push(
      `answered ${statuses.join(' ') || 'nothing'} where ${wanted.join(' ') || 'nothing'} is right: ${bodies}`,
    );
  }
  for (const { headers, body } of answers) {
    const told = `${[...headers].flat().join('\n')}\n${body}`;
    if (headers.has('x-evil') || headers.has('set-cookie')) faults.push('a header came out that went in');
    if (headers.has('access-control-allow-origin')) faults.push('a foreign page may read it');
    if (told.includes(site.machine.credentials.secretAccessKey)) faults.push('the secret is in it');
    if (/\n\s+at |node_modules|file:\/\/\/|root:x:0/.test(told)) faults.push(`the inside is in it: ${told}`);
  }
  return faults;
}

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
/** Letters, marks and digits of any script, dots, dashes and underscores; no dot and no dash first, none last. */
const safeKey = new RegExp(
  `^uploads/${uuid}/[\\p{L}\\p{Nd}_](?:[\\p{L}\\p{M}\\p{Nd}._-]*[\\p{L}\\p{M}\\p{Nd}_])?$`,
  'u',
);

function ofLinks(answer: Answer, site: Site): string[] {
  const { status, headers, body } = answer;
  const faults: string[] = [];
  if (status >= 500) faults.push(`${status}: ${body}`);
  if (/[<>\p{C}\p{Zl}\p{Zp}]/u.test(body)) faults.push(`something raw is in ${JSON.stringify(body)}`);
  if (status === 201) faults.push(...ofLink(body, site));
  else if (status >= 400 && !explains(answer))
    faults.push(`no problem is explained: ${[...headers]} ${body}`);
  return faults;
}

function ofLink(body: string, { machine, uploads }: Site): string[] {
  const { key, url, headers, method } = JSON.parse(body);
  const { origin, pathname } = new URL(url);
  const faults: string[] = [];
  if (!safeKey.test(key) || key.includes('..') || key.normalize() !== key) faults.push(`the key ${key}`);
  if (method !== 'PUT' || origin !== machine.aws) faults.push(`a link to ${method} ${origin}`);
  if (decodeURIComponent(pathname) !== `/${uploads}/${key}`) faults.push(`the link ${pathname} for ${key}`);
  const names = Object.keys(headers).filter(
    (name) => !/^(content-type|if-none-match|x-amz-checksum-sha256)$/.test(name),
  );
  if (names.length > 0) faults.push(`the headers ${names}`);
  return faults;
}

/** The function and the server of HTTP say it as RFC 9457 has it, Lambda between them in its own way. */
function explains({ status, headers, body }: Answer): boolean {
  const type = headers.get('content-type') ?? '';
  if (body === '') return headers.get('allow') !== undefined; // an answer to HEAD
  const said = JSON.parse(body);
  if (type === 'application/json') return typeof said.Message === 'string' && headers.has('x-amzn-errortype');
  return (
    type === 'application/problem+json' &&
    said.type === 'about:blank' &&
    said.status === status &&
    typeof said.title === 'string' &&
    said.detail.length > 20
  );
}

/** The elements that errors of S3 are made of: what a stranger sends cannot add one. */
const elements = new Set(
  `Error Code Message Resource RequestId AWSAccessKeyId StringToSign SignatureProvided CanonicalRequest HeadersNotSigned
  Expires ServerTime X-Amz-Expires X-Amz-Date BucketName Key Condition ArgumentName ArgumentValue Method ResourceType
  Header Region Size MaxSizeAllowed Content-MD5 ExpectedDigest CalculatedDigest
  ErrorResponse Type`.split(/\s+/),
);

function ofStore(answer: Answer): string[] {
  const { status, headers, body } = answer;
  const faults: string[] = [];
  if (status >= 500 && status !== 501) faults.push(`${status}: ${body}`);
  if (status < 400 || body === '') return faults;
  const type = headers.get('content-type');
  if (type === 'application/problem+json')
    return explains(answer) ? faults : [...faults, `unexplained: ${body}`];
  // What was signed for another service is refused by the door that all of them share.
  if (type !== 'application/xml' && type !== 'text/xml') faults.push(`an error of the type ${type}`);
  if (!/<Code>\w+<\/Code><Message>[^<]{5,}<\/Message>/s.test(body)) faults.push(`no error of S3: ${body}`);
  if (status === 501 && !body.includes('<Code>NotImplemented</Code>')) faults.push(`501: ${body}`);
  for (const [, name = ''] of body.matchAll(/<\/?([^\s/>]+)/g)) {
    if (!elements.has(name) && name !== '?xml') faults.push(`an element ${name}`);
  }
  return faults;
}
