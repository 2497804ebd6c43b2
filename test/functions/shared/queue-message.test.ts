import { expect, test } from '@jest/globals';
import { executionsOf } from '../../../functions/shared/queue-message.ts';

/** As S3 writes one object into the notification that it sends to a queue. */
function record(object: Record<string, unknown> = {}, fields: Record<string, unknown> = {}) {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'eu-central-1',
    eventTime: '2026-11-21T03:00:00.000Z',
    eventName: 'ObjectCreated:Put',
    s3: {
      s3SchemaVersion: '1.0',
      bucket: {
        name: 'uploads-bucket',
        ownerIdentity: { principalId: 'A3' },
        arn: 'arn:aws:s3:::uploads-bucket',
      },
      object: { key: 'uploads/a.jpg', size: 7, eTag: 'abc', versionId: 'v1', sequencer: '05', ...object },
    },
    ...fields,
  };
}

const read = (body: unknown) => executionsOf({ messageId: 'first', body: JSON.stringify(body) });
const keysIn = (...Records: unknown[]) =>
  read({ Records }).map(({ event }) => (event.detail as { object: { key: unknown } }).object.key);

test('the event of EventBridge is taken as it is', () => {
  const event = { account: '1', detail: { object: { key: 'uploads/a+b%20c.jpg' } } };

  expect(read(event)).toEqual([{ name: 'first', event }]);
});

test('a notification of S3 becomes what EventBridge would have said', () => {
  expect(read({ Records: [record()] })).toEqual([
    {
      name: 'first',
      event: {
        region: 'eu-central-1',
        time: '2026-11-21T03:00:00.000Z',
        detail: {
          bucket: { name: 'uploads-bucket' },
          object: { key: 'uploads/a.jpg', size: 7, etag: 'abc', sequencer: '05', 'version-id': 'v1' },
          reason: 'ObjectCreated:Put',
        },
      },
    },
  ]);
});

test.each([
  ['red+flower.jpg', 'red flower.jpg'],
  ['a%2Bb.jpg', 'a+b.jpg'],
  ['a%2520b.jpg', 'a%20b.jpg'],
  ['%25.jpg', '%.jpg'],
  ['a%26b%23c%3Fd.jpg', 'a&b#c?d.jpg'],
  ['%F0%9F%98%80%E2%80%AE.jpg', '\u{1F600}\u202e.jpg'],
])('K2 the key of a notification is decoded once: %s', (encoded, key) => {
  expect(keysIn(record({ key: `uploads/${encoded}` }))).toEqual([`uploads/${key}`]);
});

test('K2 each object of a notification is an execution, under a name that the next delivery gives it again', () => {
  const body = { Records: [record({ key: 'uploads/a+1' }), record({ key: 'uploads/b%2B2' })] };

  expect(keysIn(...body.Records)).toEqual(['uploads/a 1', 'uploads/b+2']);
  expect(read(body).map(({ name }) => name)).toEqual(['first', 'first-1']);
  expect(read(body)).toEqual(read(body));
});

test('K2 the event by which S3 tries the queue out asks for nothing', () => {
  expect(read({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'uploads-bucket' })).toEqual([]);
});

test.each([
  'ObjectRemoved:Delete',
  'ObjectRestore:Completed',
  'ObjectTagging:Put',
  'LifecycleExpiration:Delete',
])('E7 a notification of %s asks for nothing', (eventName) => {
  expect(read({ Records: [record({}, { eventName })] })).toEqual([]);
});

test.each(['Put', 'Post', 'Copy', 'CompleteMultipartUpload'])(
  'E7 an object made by %s is an upload',
  (how) => {
    expect(keysIn(record({}, { eventName: `ObjectCreated:${how}` }))).toEqual(['uploads/a.jpg']);
  },
);

test('an object without a version has none, also when S3 says null', () => {
  const [{ event } = { event: {} }] = read({ Records: [record({ versionId: null })] });

  expect(JSON.parse(JSON.stringify(event)).detail.object).toEqual({
    ...{ key: 'uploads/a.jpg', size: 7, etag: 'abc', sequencer: '05' },
  });
});

test.each([[[{}]], [[null]], [['text']], [[record({ key: 5 })]]])(
  'E3 what is no notification is left to Validate Key: %j',
  (Records) => {
    expect(read({ Records })).toHaveLength(1);
  },
);

test.each([['not JSON'], [JSON.stringify({ Records: [record({ key: '%zz' })] })]])(
  'F11 a message that cannot be read throws, and so becomes a dead letter: %s',
  (body) => {
    expect(() => executionsOf({ messageId: 'first', body })).toThrow();
  },
);
