import { fieldsOf } from './untrusted.ts';

export interface Message {
  messageId: string;
  body: string;
}

/** An execution that a message of the buffer asks for. */
export interface AskedExecution {
  /** The same at each delivery, so that each attempt has the claim of the one before it. */
  name: string;
  event: Record<string, unknown>;
}

/**
 * What to run for a message: the event that EventBridge put there or, where a bucket's own notifications go to the
 * queue, one event for each object that they say was created. Throws where the message is nothing of the sort.
 */
export function executionsOf({ messageId, body }: Message): AskedExecution[] {
  const message = fieldsOf(JSON.parse(body));
  if (message.Event === 's3:TestEvent') return []; // S3 tries the queue out
  if (!Array.isArray(message.Records)) return [{ name: messageId, event: message }];
  return message.Records.filter(isCreation).map((record, index) => ({
    name: index === 0 ? messageId : `${messageId}-${index}`,
    event: eventOf(record),
  }));
}

/** What has no name for what happened is left to Validate Key, which calls it malformed. */
function isCreation(record: unknown): boolean {
  const { eventName } = fieldsOf(record);
  return typeof eventName !== 'string' || eventName.startsWith('ObjectCreated:');
}

/** As EventBridge would have said it: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
function eventOf(record: unknown): Record<string, unknown> {
  const { awsRegion, eventName, eventTime, s3 } = fieldsOf(record);
  const { bucket, object } = fieldsOf(s3);
  const { key, size, eTag, versionId, sequencer } = fieldsOf(object);
  const optional = { sequencer: sequencer ?? undefined, 'version-id': versionId ?? undefined };
  return {
    ...(awsRegion !== undefined && { region: awsRegion }),
    ...(eventTime !== undefined && { time: eventTime }),
    detail: {
      bucket: { name: fieldsOf(bucket).name },
      object: { key: decoded(key), size, etag: eTag, ...optional },
      reason: eventName,
    },
  };
}

/** Encoded as in a form, unlike EventBridge's. Once, or a key with %20 in it would become another. */
function decoded(key: unknown): unknown {
  return typeof key === 'string' ? decodeURIComponent(key.replaceAll('+', ' ')) : key;
}
