import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { exif, exifSegment, withSegments, xmp, xmpSegment } from '../fixtures/metadata.ts';
import { photo } from '../fixtures/pictures.ts';
import { detail, execution, key, linkRequest, message } from '../support/example-events.ts';
import { invoked, secrets } from '../support/lambda-process.ts';
import type { Answer } from '../support/scripted-server.ts';

// What the functions write into their logs, which whoever may read logs can read.

const ended = {
  detail: {
    executionArn: execution.id,
    name: 'first',
    status: 'TIMED_OUT',
    input: JSON.stringify({ detail }),
  },
};
const failed = {
  status: 'failed',
  input: { detail, error: { Error: 'States.Timeout', Cause: 'PLANTED cause' } },
  execution,
};
/** All that it printed. What AWS plays is not asked twice. */
async function printedBy(folder: string, event: object, played: Answer[]) {
  const { printed, answers, requests } = await invoked(folder, [event], played, { AWS_MAX_ATTEMPTS: '1' });
  return { printed, answer: answers[0]?.answer, requests };
}

/** Nothing of what was planted, and nothing that opens anything. */
function expectNothingSecret(printed: string): void {
  expect(printed).not.toContain('PLANTED');
  for (const secret of Object.values(secrets)) {
    for (const spelling of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
      expect(printed).not.toContain(spelling);
  }
  expect(printed).not.toMatch(/X-Amz-(?:Signature|Security-Token|Credential)|Signature=|AKIDEXAMPLE/i);
}

test('presign: of a link the log has the key, and neither the link nor what was sent for it', async () => {
  const body = { fileName: 'cat.jpg', contentType: 'image/jpeg', size: 7, note: 'PLANTED' };
  const { printed, answer } = await printedBy('presign', linkRequest('POST', JSON.stringify(body)), []);

  // What must not be in the log is in the answer, or this test looked for nothing.
  const { url } = JSON.parse((answer as { body: string }).body);
  expect(new URL(url).searchParams.get('X-Amz-Security-Token')).toBe(secrets.sessionToken);
  expect(printed).toMatch(/"key":"uploads\/[\w-]+\/cat\.jpg"/);
  expect(printed).not.toContain(new URL(url).searchParams.get('X-Amz-Signature'));
  expectNothingSecret(printed);
});

test.each([
  ['no JSON', '{"fileName":"PLANTED'],
  [
    'a name that is refused',
    JSON.stringify({ fileName: 'PLANTED\u0000.jpg', contentType: 'image/jpeg', size: 7 }),
  ],
  [
    'a size that is refused',
    JSON.stringify({ fileName: 'PLANTED.jpg', contentType: 'image/jpeg', size: 'PLANTED' }),
  ],
  [
    'a checksum that is refused',
    JSON.stringify({
      fileName: 'PLANTED.jpg',
      contentType: 'image/jpeg',
      size: 7,
      checksumSha256: 'PLANTED',
    }),
  ],
])('presign: of %s the log has why it was refused, and nothing of what was sent', async (_what, body) => {
  const { printed } = await printedBy('presign', linkRequest('POST', body), []);

  expect(printed).toContain('Refused a request');
  expectNothingSecret(printed);
});

test('presign: of a content type that is refused the log has 40 characters at most, all of them harmless', async () => {
  const contentType = `text/\u001b[31m${'x'.repeat(40)}PLANTED`;
  const body = JSON.stringify({ fileName: 'a', contentType, size: 7 });
  const { printed } = await printedBy('presign', linkRequest('POST', body), []);

  expect(printed).toContain('contentType is');
  expect(printed).not.toContain('\u001b');
  expectNothingSecret(printed);
});

test('presign: asked how far a photo is, the log has no link to its thumbnails', async () => {
  const rendition = { status: 200, headers: { etag: '"1"', 'content-type': 'image/jpeg' } };
  const answers: Answer[] = Array.from({ length: 12 }, () => rendition);
  const { printed } = await printedBy(
    'presign',
    linkRequest('GET', '', `key=${encodeURIComponent(key)}`),
    answers,
  );

  expectNothingSecret(printed);
});

test('resize: of a photo that says where it was taken, and is cut, the log has the reason alone', async () => {
  const whole = withSegments(
    await photo({ width: 90, height: 60 }).jpeg().toBuffer(),
    exifSegment(exif({ orientation: 6 })),
    xmpSegment(xmp),
  );
  const bytes = whole.subarray(0, whole.length - 200);
  const about = { ...detail, object: { ...detail.object, size: bytes.length } };
  const headers = { etag: '"abc"', 'x-amz-version-id': 'v1', 'content-length': `${bytes.length}` };
  const { printed } = await printedBy('resize', { detail: about, execution }, [
    { status: 200, headers, body: bytes },
  ]);

  expect(printed).toContain('"reason":"truncated"');
  expect(printed).not.toMatch(/GPS|latitude|longitude|orientation|camera|of the owner|xmpmeta|Exif/i);
  expect(printed).not.toContain(exif({ orientation: 6 }).toString('base64').slice(0, 24));
  expectNothingSecret(printed);
});

/** S3 tells whose signature it cannot agree with all that it was made of, and echoes a token that has expired. */
const canonical = `PUT\n/\n\nhost:x\nx-amz-security-token:${secrets.sessionToken}\n`;
const signature = 'PLANTED0123456789';
const answersThatTellAll: [string, Answer][] = [
  [
    'that a signature is wrong',
    {
      status: 403,
      headers: { 'content-type': 'application/xml' },
      body: `<Error><Code>SignatureDoesNotMatch</Code><Message>It does not match.</Message><AWSAccessKeyId>AKIDEXAMPLE</AWSAccessKeyId><StringToSign>PLANTED</StringToSign><SignatureProvided>${signature}</SignatureProvided><CanonicalRequest>${canonical}</CanonicalRequest></Error>`,
    },
  ],
  [
    'that a token has expired',
    {
      status: 400,
      headers: { 'content-type': 'application/xml' },
      body: `<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message><Token-0>${secrets.sessionToken}</Token-0></Error>`,
    },
  ],
  [
    'in words with the token in them',
    {
      status: 403,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({
        __type: 'InvalidSignatureException',
        message: `The Canonical String for this request should have been '${canonical}'`,
      }),
    },
  ],
  [
    'that it is broken, and echoes the token',
    {
      status: 500,
      headers: { 'content-type': 'application/xml' },
      body: `<Error><Code>InternalError</Code><Message>${canonical}</Message><Token-0>${secrets.sessionToken}</Token-0></Error>`,
    },
  ],
];

test.each(
  [
    ['presign', linkRequest('GET', '', `key=${encodeURIComponent(key)}`)] as const,
    ['resize', { detail, execution }] as const,
    ['record-outcome', failed] as const,
    ['start-execution', { Records: [message] }] as const,
    ['tell-ending', { Records: [message] }] as const,
    ['tell-ending', ended] as const,
  ].flatMap(([folder, event]) =>
    answersThatTellAll.map(([what, answer]) => ({ folder, event, what, answer })),
  ),
)(
  '$folder: when AWS answers $what, the log has the name of the error alone',
  async ({ folder, event, answer }) => {
    const { printed, requests } = await printedBy(
      folder,
      event,
      Array.from({ length: 12 }, () => answer),
    );

    expect(requests.length).toBeGreaterThan(0);
    expect(requests[0]?.headers['x-amz-security-token']).toBe(secrets.sessionToken);
    expect(printed).toMatch(/ERROR/);
    expectNothingSecret(printed);
  },
);

test('every client of AWS is one whose errors may be logged', () => {
  const code = globSync('functions/**/*.ts')
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  const made = code.match(/new \w+Client\(/g) ?? [];

  expect(made.length).toBeGreaterThan(5);
  expect(code.match(/tracedClient\(\s*new \w+Client\(/g)).toHaveLength(made.length);
});
