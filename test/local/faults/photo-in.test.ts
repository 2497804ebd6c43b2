import { expect, test } from '@jest/globals';
import { photoIn, photoOfObject } from '../../../local/faults/photo-in.ts';

const places = { uploadsBucket: 'up', thumbnailsBucket: 'thumbs', uploadsPrefix: 'uploads/' };

test.each([
  { bucket: 'up', key: 'uploads/a/b.jpg', photo: 'uploads/a/b.jpg' },
  { bucket: 'up', key: 'elsewhere/b.jpg', photo: undefined },
  { bucket: 'thumbs', key: 'thumbnails/a/b.jpg/small.webp', photo: 'uploads/a/b.jpg' },
  { bucket: 'thumbs', key: 'thumbnails/a/b.jpg/', photo: 'uploads/a/b.jpg' },
  { bucket: 'thumbs', key: 'thumbnails/line\nbreak.jpg/small.webp', photo: 'uploads/line\nbreak.jpg' },
  { bucket: 'thumbs', key: 'outcomes/uploads/a/b.jpg.json', photo: 'uploads/a/b.jpg' },
  { bucket: 'thumbs', key: 'outcomes/sha256-12ab.json', photo: undefined },
  { bucket: 'thumbs', key: '', photo: undefined },
  { bucket: 'other', key: 'uploads/a/b.jpg', photo: undefined },
])('$key in $bucket is of $photo', ({ bucket, key, photo }) => {
  expect(photoOfObject(bucket, key, places)).toBe(photo);
});

const event = { detail: { bucket: { name: 'up' }, object: { key: 'uploads/x.jpg', size: 3 } } };

test.each([
  ['an event', event],
  ['an event as JSON', JSON.stringify(event)],
  ['what a function gets from a queue', { Records: [{ body: JSON.stringify(event) }] }],
  ['an execution that has ended', { detail: { status: 'FAILED', input: JSON.stringify(event) } }],
  [
    'a notice in a message',
    { Message: JSON.stringify({ default: JSON.stringify({ key: 'uploads/x.jpg' }) }) },
  ],
])('%s says which photo it is about', (_, value) => {
  expect(photoIn(value, 'uploads/')).toBe('uploads/x.jpg');
});

test.each([[undefined], [null], [7], ['uploads/x.jpg'], ['{ "key": '], [{ key: 'other/x.jpg' }], [[]]])(
  '%j says of none',
  (value) => {
    expect(photoIn(value, 'uploads/')).toBeUndefined();
  },
);
