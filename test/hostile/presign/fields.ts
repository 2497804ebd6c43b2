import { type Attack, asking, posting, shown } from './attack.ts';

// The other fields: of wrong types, of wrong values, and numbers of every shape.

const ofNoType: readonly unknown[] = [
  null,
  true,
  [],
  {},
  ['a.jpg'],
  { toString: 'a.jpg' },
  [[[]]],
  { length: 5 },
];
const noNames: readonly unknown[] = [...ofNoType, 0, 5, 1e21];
const noTypes: readonly unknown[] = [
  ...ofNoType,
  5,
  undefined,
  '',
  ' ',
  'jpeg',
  'image',
  'image/',
  '/jpeg',
  '*/*',
  'image/*',
];
const noSizes: readonly unknown[] = [
  ...ofNoType,
  '12',
  '',
  '0x10',
  '1e3',
  undefined,
  0,
  -1,
  0.5,
  1.5,
  1e-9,
  -1e300,
];
const noChecksums: readonly unknown[] = [
  ...ofNoType,
  5,
  '',
  'abc',
  'x'.repeat(44),
  '='.repeat(44),
  `${'A'.repeat(43)}`,
  `${'A'.repeat(42)}B=`,
  `${'A'.repeat(43)}=\n`,
  `${'_'.repeat(43)}=`,
  'A'.repeat(64),
  `${'A'.repeat(43)}=${'A'.repeat(5000)}`,
];

const noFolders: readonly unknown[] = [
  ...ofNoType,
  5,
  '',
  '/',
  '.',
  '..',
  '../avatars',
  '/avatars',
  'avatars/',
  'avatars/..',
  'avatars/../../thumbnails',
  'avatars//',
  'avatars\\',
  'avatars%2f..',
  'AVATARS',
  'avatar',
  'uploads/avatars',
  'thumbnails',
  'outcomes',
  'avatars\0',
  'avatars\r\nx-evil: 1',
  '\ud800',
  'avаtars',
  '__proto__',
  'x'.repeat(8000),
  '<script>alert(1)</script>',
];

const otherTypes = [
  'image/svg+xml',
  'text/html',
  'application/xhtml+xml',
  'application/pdf',
  'image/tiff',
  'image/bmp',
  'image/jxl',
  'image/jpeg; charset=utf-8',
  'image/jpeg;',
  'image/jpeg ',
  ' image/jpeg',
  'image/jpeg,text/html',
  'image/jpeg\0',
  'image/pjpeg',
  'image/heic',
  'image/heif; x=1',
  '__proto__',
  'constructor',
  'ımage/jpeg',
  'image／jpeg',
  'image/jpeg\u200b',
  'x'.repeat(8000),
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '\u202eimage/jpeg',
  '\ud800',
  "'-alert(1)-'",
  '&lt;b&gt;',
];
const withLines = [
  'image/jpeg\r\nx-evil: 1',
  'image/jpeg\nset-cookie: a=b',
  'image/jpeg\r\n\r\n<html>',
  '\x1b]0;evil\x07',
];

/** As JSON has numbers, and as others have them. */
const numbers: readonly [number: string, answers: string][] = [
  ...['0', '-0', '-1', '-2147483649', '0.1', '1e-400', '-1e309', '1e309', '2.5e0', '1e400', '-9e99'].map(
    refusedAs('400'),
  ),
  ...['52428801', '4294967296', '9007199254740993', '1e16', '1e308', '99999999999999999999', '1E20'].map(
    refusedAs('413'),
  ),
  ...[
    'NaN',
    'Infinity',
    '-Infinity',
    '+5',
    '05',
    '0x10',
    '0b1',
    '1_000',
    '.5',
    '5.',
    '1e',
    '5n',
    '1,5',
    '٥',
    '５',
    '--5',
  ].map(refusedAs('400')),
  ...['2048.0', '2.048e3', '20480e-1', '52428800', '1', '2048.00000000000000001'].map(refusedAs('201')),
];

function refusedAs(answers: string) {
  return (number: string): [string, string] => [number, answers];
}

const wrong = (ids: string, name: string, values: readonly unknown[], answers: string): Attack[] =>
  values.map((value) => asking(ids, `${name} ${shown(value)}`, { [name]: value }, answers));

export const fields: Attack[] = [
  ...wrong('P1', 'fileName', noNames, '400'),
  ...wrong('P1', 'fileName', [undefined], '400'),
  ...wrong('P2', 'contentType', [...noTypes, ...otherTypes], '415'),
  ...wrong('P2 P11', 'contentType', withLines, '415'),
  ...wrong('P3', 'size', noSizes, '400'),
  ...wrong('P16', 'checksumSha256', noChecksums, '400'),
  ...wrong('P1 P10', 'folder', noFolders, '400'),
  ...numbers.map(([number, answers]) =>
    posting(
      'P3',
      `size ${number}`,
      `{"fileName":"a.jpg","contentType":"image/jpeg","size":${number}}`,
      answers,
    ),
  ),
  ...['IMAGE/JPEG', 'Image/Png', 'image/avif'].map((type) =>
    asking('P2', `contentType ${type}, which is one`, { contentType: type }, '201'),
  ),
];
