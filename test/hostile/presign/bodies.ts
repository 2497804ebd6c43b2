import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { type Attack, posting, toLinks } from './attack.ts';
import { aPhoto } from './site.ts';

// Bodies: no JSON, JSON of another shape, more than is read, and bytes of other encodings.

const good = JSON.stringify(aPhoto);
const other = '"contentType":"image/jpeg","size":5';
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const filled = (bytes: number) => good.replace('}', `,"more":"${'x'.repeat(bytes - good.length - 10)}"}`);
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

const noJson: readonly [what: string, body: string | Buffer][] = [
  ['nothing', ''],
  ['a space', ' '],
  ['an open brace', '{'],
  ['a comma too many', '{"fileName":"a.jpg",}'],
  ['comments', `/* */${good}`],
  ['single quotes', "{'fileName':'a.jpg'}"],
  ['bare words', '{fileName:"a.jpg"}'],
  ['two documents', `${good}${good}`],
  ['a document and a line', `${good}\nset-cookie: a=b`],
  ['a line break within a text', '{"fileName":"a\n.jpg"}'],
  ['a NUL at the end', `${good}\0`],
  ['undefined', 'undefined'],
  ['a prefix against theft of JSON', `)]}',\n${good}`],
  ['a form', 'fileName=a.jpg&contentType=image/jpeg&size=5'],
  ['XML that names a file', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
  ['YAML', 'fileName: a.jpg\ncontentType: image/jpeg\nsize: 5'],
  ['base64 of the right thing', Buffer.from(good).toString('base64')],
  ['base64url of the right thing', Buffer.from(good).toString('base64url')],
  ['percent signs', encodeURIComponent(good)],
  ['UTF-16', Buffer.from(`\ufeff${good}`, 'utf16le')],
  ['UTF-16 without a mark', Buffer.from(good, 'utf16le')],
  ['UTF-7', '+AHsAIg-fileName+ACIAOgAi-a.jpg+ACIAfQ-'],
  ['only bytes FF', Buffer.alloc(64, 0xff)],
  ['a picture', bytes([0xff, 0xd8, 0xff, 0xe0], 'JFIF', [0, 1, 2, 3])],
  ['8,000 brackets that open', '['.repeat(8000)],
  ['half an escape', '{"fileName":"\\u00'],
  ['an escape that is none', '{"fileName":"\\x41.jpg"}'],
];

const notUtf8: readonly [what: string, body: Buffer][] = [
  ['an ä of Latin-1', bytes('{"fileName":"', [0xe4], `.jpg",${other}}`)],
  ['a slash that takes two bytes', bytes('{"fileName":"..', [0xc0, 0xaf], `a.jpg",${other}}`)],
  ['a slash that takes three bytes', bytes('{"fileName":"..', [0xe0, 0x80, 0xaf], `a.jpg",${other}}`)],
  ['a NUL that takes two bytes', bytes('{"fileName":"a', [0xc0, 0x80], `.jpg",${other}}`)],
  ['half a character by its bytes', bytes('{"fileName":"', [0xed, 0xa0, 0x80], `.jpg",${other}}`)],
  ['a character that is cut', bytes('{"fileName":"', [0xf0, 0x9f, 0x8c], `.jpg",${other}}`)],
  ['a character beyond Unicode', bytes('{"fileName":"', [0xf4, 0x90, 0x80, 0x80], `.jpg",${other}}`)],
  ['a lone continuation', bytes(`{"fileName":"a.jpg",${other},"x":"`, [0x80], '"}')],
];

const otherShapes = [
  'null',
  'true',
  '5',
  '"a.jpg"',
  '[]',
  '{}',
  `[${good}]`,
  nested(7000),
  '{"":""}',
  '{"a":{"b":{"c":1}}}',
];

/** Names that objects have of themselves, and names that come twice. */
const keys: readonly [what: string, body: string, answers: string][] = [
  ['all of it under __proto__', `{"__proto__":${good}}`, '400'],
  ['all of it under constructor.prototype', `{"constructor":{"prototype":${good}}}`, '400'],
  ['the name under __proto__', `{"__proto__":{"fileName":"a.jpg"},${other}}`, '400'],
  ['__proto__ beside it', good.replace('}', ',"__proto__":{"size":-1,"isAdmin":true}}'), '201'],
  [
    'prototype, constructor, toJSON and then',
    good.replace('}', ',"prototype":1,"constructor":1,"toJSON":1,"then":1}'),
    '201',
  ],
  ['a size twice, the last one bad', good.replace('}', ',"size":0}'), '400'],
  ['a size twice, the last one good', `{"size":0,${good.slice(1)}`, '201'],
  ['a name twice, the last one bad', good.replace('}', ',"fileName":".."}'), '400'],
  ['a name in escapes', `{"\\u0066ileName":"\\u002e\\u002e\\u002fa.jpg",${other}}`, '201'],
  ['names of other cases', `{"FileName":"a.jpg","ContentType":"image/jpeg","Size":5}`, '400'],
  ['a thousand fields', `{${Array.from({ length: 1000 }, (_, at) => `"f${at}":${at}`).join(',')}}`, '400'],
  ['a mark of byte order before it', `\ufeff${good}`, '201'],
  [
    'a key, bucket, folder, life and method of the caller’s choice',
    good.replace(
      '}',
      ',"key":"a.jpg","Key":"a","bucket":"b","prefix":"","expiresIn":9e9,"method":"DELETE","acl":"public-read","url":"/"}',
    ),
    '201',
  ],
];

const typed = (what: string, type: string | undefined, body: string | Buffer, answers: string) =>
  posting('P2 P3', what, body, answers, type === undefined ? [] : [['content-type', type]]);

const packed = (coding: string, body: Buffer) =>
  posting('P3', `a body in ${coding}`, body, '400', [
    ['content-type', 'application/json'],
    ['content-encoding', coding],
  ]);

export const bodies: Attack[] = [
  ...noJson.map(([what, body]) => posting('P1 P2 P3', `a body of ${what}`, body, '400')),
  ...notUtf8.map(([what, body]) => posting('P1 K13', `a body that is no UTF-8: ${what}`, body, '400')),
  ...notUtf8.map(([what, body]) =>
    typed(`a body of no type that is no UTF-8: ${what}`, undefined, body, '400'),
  ),
  ...otherShapes.map((body) => posting('P1 P2 P3', `the body ${body.slice(0, 30)}`, body, '400')),
  ...keys.map(([what, body, answers]) => posting('P10', `a body with ${what}`, body, answers)),
  posting('P3', 'a body of 16 KiB', filled(16 * 1024), '201'),
  ...[16 * 1024 + 1, 100_000, 1_000_000].map((size) =>
    posting('P3', `a body of ${size} bytes`, filled(size), '413'),
  ),
  posting('P3', 'a body of 100,000 brackets', nested(50_000), '413'),
  posting('P3', 'a body of a million digits', `{"size":${'9'.repeat(1_000_000)}}`, '413'),
  toLinks(
    'P3',
    'a length of 7 MB that is only announced',
    { headers: [['content-length', '7000000']] },
    '413',
  ),
  toLinks(
    'P3',
    'a length of 9 EB that is only announced',
    { headers: [['content-length', '9223372036854775806']] },
    '413',
  ),
  typed('a body of no type', undefined, good, '201'),
  typed('a form of the right fields', 'application/x-www-form-urlencoded', 'fileName=a.jpg&size=5', '400'),
  typed(
    'a form in parts',
    'multipart/form-data; boundary=a',
    '--a\r\nContent-Disposition: form-data; name="fileName"\r\n\r\na\r\n--a--',
    '400',
  ),
  typed('JSON that says it is a picture', 'image/jpeg', good, '201'),
  typed('JSON that says it is UTF-16', 'application/json; charset=utf-16', good, '201'),
  typed('JSON of a type with a thousand parameters', `application/json${';a=b'.repeat(1000)}`, good, '201'),
  typed('JSON of a type that is none', '\\', good, '201'),
  packed('gzip', gzipSync(good)),
  packed('deflate', deflateSync(good)),
  packed('br', brotliCompressSync(Buffer.from(good))),
  packed('gzip', gzipSync(Buffer.alloc(10_000_000))),
];
