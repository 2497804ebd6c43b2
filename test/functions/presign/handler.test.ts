import { describe, expect, test } from '@jest/globals';
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { StorageUnavailableError } from '../../../functions/shared/errors.ts';
import { renditionSettings } from '../../../functions/shared/renditions.ts';
import { aPhoto, functionUrl, maxBytes, problem, signedAt, testSigner, uuid } from './function-url.ts';
import { signatureOn } from './signature.ts';

const key = `uploads/${uuid}/beach.jpg`;
const soon = new Date(signedAt.getTime() + 1000);

test('POST / answers with a link that takes the photo, and where it will be', async () => {
  const answer = await functionUrl().askForLink(aPhoto);
  expect(answer).toMatchObject({
    statusCode: 201,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  });
  expect(answer.json).toEqual({
    method: 'PUT',
    url: expect.any(String),
    headers: { 'content-type': 'image/jpeg', 'if-none-match': '*' },
    key,
    expiresAt: '2026-03-01T12:05:00.000Z',
  });
  const sent = { ...answer.json.headers, 'content-length': `${aPhoto.size}` };
  expect(signatureOn('PUT', answer.json.url, sent, soon)).toBe('holds');
});

test('the type in the link is in lower case, as the answer says it', async () => {
  const { json } = await functionUrl().askForLink({ ...aPhoto, contentType: 'Image/JPEG' });
  expect(json.headers['content-type']).toBe('image/jpeg');
});

test.each([
  ['../../etc/passwd', 'passwd'],
  ['/absolute.jpg', 'absolute.jpg'],
  ['..%2f..%2fa.jpg', '2f.-2fa.jpg'],
  ['uploads/other-user/a.jpg', 'a.jpg'],
  ['a.jpg?x-amz-acl=public-read#', 'a.jpg-x-amz-acl-public-read'],
])('P1, P10: no file name chooses the key: %j', async (fileName, name) => {
  const { json } = await functionUrl().askForLink({ ...aPhoto, fileName, key: 'uploads/theirs.jpg' });
  expect(json.key).toBe(`uploads/${uuid}/${name}`);
});

describe('where rules are for folders', () => {
  const ruled = (...prefixes: string[]) => {
    const rules = prefixes.map((prefix) => ({ prefix, renditions: [{ ...small, width: 64 }] }));
    return functionUrl({ renditions: renditionSettings(JSON.stringify([small]), JSON.stringify(rules)) });
  };
  const small = { name: 'small', width: 200, fit: 'inside', format: 'jpeg', quality: 80 };

  test.each([
    ['avatars', 'uploads/avatars/'],
    ['team/Fotos für später', 'uploads/team/Fotos für später/'],
  ])('a photo for the folder %s gets a key in it that the rule is for', async (folder, prefix) => {
    const { json } = await ruled('uploads/other/', prefix).askForLink({ ...aPhoto, folder });

    expect(json.key).toBe(`${prefix}${uuid}/beach.jpg`);
    const sent = { ...json.headers, 'content-length': `${aPhoto.size}` };
    expect(signatureOn('PUT', json.url, sent, soon)).toBe('holds');
  });

  test.each([
    ...[
      '',
      '/',
      '.',
      '..',
      'avatars/',
      '/avatars',
      'Avatars',
      'avatars/..',
      'avatars/../other',
      'ava',
      '%61vatars',
    ],
    ...[
      'avatars/x',
      'uploads/avatars',
      'avatars\u0000',
      'avatars\n',
      '\ud800',
      '__proto__',
      'length',
      0,
      null,
      true,
    ],
    ...[['avatars'], { length: 7 }],
  ])('P1, P10: no other folder is to be had: %j', async (folder) => {
    const answer = await ruled('uploads/avatars/', 'uploads/other/').askForLink({ ...aPhoto, folder });

    expect(answer).toMatchObject(problem(400, 'folder is'));
  });

  test('P1: without rules there is none', async () => {
    expect(await functionUrl().askForLink({ ...aPhoto, folder: 'avatars' })).toMatchObject(
      problem(400, 'folder is "avatars"; it has to be left out'),
    );
  });
});

test.each([
  ['P1', { fileName: '..' }, 400, 'fileName'],
  ['P2', { contentType: 'image/svg+xml' }, 415, 'image/svg+xml'],
  ['P2', { contentType: undefined }, 415, 'contentType is missing'],
  ['P3', { size: 0 }, 400, 'size is 0'],
  ['P3', { size: maxBytes + 1 }, 413, `${maxBytes}`],
  ['P11', { fileName: 'a\r\nSet-Cookie: b=c.jpg' }, 400, 'control character'],
  ['K13', { fileName: '\ud800.jpg' }, 400, 'well-formed'],
  ['a bad checksum', { checksumSha256: 'abc' }, 400, 'checksumSha256'],
])('%s: %j is a problem that says what is wrong', async (_, fields, status, detail) => {
  expect(await functionUrl().askForLink({ ...aPhoto, ...fields })).toMatchObject(problem(status, detail));
});

test.each(['HEAD', 'DELETE', 'PATCH', 'PUT', 'OPTIONS', 'TRACE', 'post', ''])(
  'P5, P7: %j is 405, and allows nothing to another origin',
  async (method) => {
    const answer = await functionUrl().ask(method, '/', { headers: { origin: 'null' } });
    expect(answer).toMatchObject(problem(405));
    expect(answer.headers.allow).toBe('GET, POST');
    expect(Object.keys(answer.headers).join()).not.toMatch(/access-control/i);
  },
);

test.each(['/', '/?', '/?keys=a', '/?Key=a'])(
  'P5: GET %s names no photo: 405, and tells how to ask',
  async (target) => {
    const answer = await functionUrl().ask('GET', target);
    expect(answer).toMatchObject(problem(405, 'GET /?key='));
    expect(answer.headers.allow).toBe('POST');
  },
);

test.each(['x-http-method-override', 'x-http-method', 'x-method-override'])(
  'P6: %s is ignored',
  async (header) => {
    const { ask } = functionUrl();
    const rest = { headers: { [header]: 'POST' }, body: JSON.stringify(aPhoto) };
    expect((await ask('DELETE', '/', rest)).statusCode).toBe(405);
    expect((await ask('POST', '/', { ...rest, headers: { [header]: 'DELETE' } })).statusCode).toBe(201);
    expect((await ask('POST', '/?_method=DELETE', { body: rest.body })).statusCode).toBe(201);
  },
);

test.each(['/upload', '//', '/index.html', '/../', ''])('there is nothing at %j', async (rawPath) => {
  const { ask } = functionUrl();
  for (const method of ['GET', 'POST', 'DELETE']) {
    expect(await ask(method, '/?key=a', { rawPath })).toMatchObject(problem(404));
  }
});

test.each([
  ['', 'a name'],
  ['thumbnails/a/small.jpg', 'uploads/'],
  ['uploads/', 'a name'],
  ['uploads/../a', 'dots'],
  ['uploads/a//b', 'empty segment'],
  ['uploads/a%00b', 'control character'],
  [`uploads/${'a'.repeat(1100)}`, 'too long'],
])('K4, K7: GET of the key %j is 400', async (encoded, detail) => {
  expect(await functionUrl().ask('GET', `/?key=${encoded}`)).toMatchObject(problem(400, detail));
});

test('GET of two keys is 400', async () => {
  expect(await functionUrl().ask('GET', '/?key=uploads/a&key=uploads/b')).toMatchObject(
    problem(400, 'one key'),
  );
});

test.each([
  [new StorageUnavailableError('S3 said SlowDown'), 503, 'retry-after'],
  [
    Object.assign(new Error('Access Denied for arn:aws:iam::1:role/x'), { name: 'AccessDenied' }),
    500,
    undefined,
  ],
  ['not even an error', 500, undefined],
])(
  'a storage that throws %s is %d: the log learns what, the caller does not',
  async (error, status, header) => {
    const head = async () => {
      throw error;
    };
    const { ask, lines, buckets } = functionUrl({ uploads: { ...functionUrl().buckets.uploads(), head } });
    buckets.upload(key, 'a photo');
    const answer = await ask('GET', `/?key=${key}`);
    expect(answer).toMatchObject(problem(status));
    expect(answer.body).not.toMatch(/SlowDown|arn:|at .*\.ts|not even/);
    expect(Object.hasOwn(answer.headers, 'retry-after')).toBe(header !== undefined);
    expect(lines).toEqual([{ level: 'error', message: expect.any(String), fields: { error } }]);
  },
);

test('a signer that throws is 500, with nothing of why', async () => {
  const upload = async () => {
    throw new Error('Could not load credentials from any providers');
  };
  const { askForLink } = functionUrl({ signer: { ...testSigner(), upload } });
  const answer = await askForLink(aPhoto);
  expect(answer).toMatchObject(problem(500));
  expect(answer.body).not.toContain('credentials');
});

test('the log knows what was done, and nothing that it could be done again with', async () => {
  const { ask, askForLink, lines, buckets } = functionUrl();
  await askForLink({ ...aPhoto, fileName: 'C:\\Users\\Ada\\beach.jpg' });
  await askForLink({ ...aPhoto, fileName: 'Ada/..' });
  buckets.upload(key, 'a photo');
  await ask('GET', `/?key=${key}`);
  expect(lines.map(({ message, fields }) => [message, fields.key ?? fields.status])).toEqual([
    ['Made an upload link', key],
    ['Refused a request', 400],
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/X-Amz|https:|Signature|Ada/i);
});

test('each link has a key of its own', async () => {
  const { askForLink } = functionUrl({ newId: () => crypto.randomUUID() });
  const keys = await Promise.all(Array.from({ length: 50 }, async () => (await askForLink(aPhoto)).json.key));
  expect(new Set(keys).size).toBe(50);
});

test('answers an event that has no body at all', async () => {
  const { handler } = functionUrl();
  const bare = { rawPath: '/', rawQueryString: '', requestContext: { http: { method: 'POST' } } };
  expect((await handler(bare as LambdaFunctionURLEvent)).statusCode).toBe(400);
});
