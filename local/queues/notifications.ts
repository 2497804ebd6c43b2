import { randomUUID } from 'node:crypto';
import { fanOutToSubscriptions, type StoredTopic } from './fauxqs.ts';
import { bytesOf } from './publish/attributes.ts';
import { numbersBelow, requestIn } from './publish/form.ts';
import { requestOfTask } from './publish/from-task.ts';
import { checked, longestMessage, type Published, type PublishRequest } from './publish/message.ts';
import { invalid, SnsRefusal } from './publish/refusal.ts';
import type { Stores } from './stores.ts';

export type BatchResult = { id: string } & ({ messageId: string } | { refusal: SnsRefusal });

/** Publishing, which fauxqs would do with less care: its queues would get the texts of all protocols at once. */
export class Notifications {
  private readonly stores: Stores;
  private readonly onPublished: (published: Published) => void;

  constructor(stores: Stores, onPublished: (published: Published) => void) {
    this.stores = stores;
    this.onPublished = onPublished;
  }

  /** Of a task's parameters; returns the message's id. */
  publish(parameters: Record<string, unknown>): string {
    const { topicArn, ...request } = requestOfTask(parameters);
    return this.send(this.topic(topicArn), request);
  }

  publishForm(form: URLSearchParams): string {
    return this.send(this.topicOf(form), requestIn(form));
  }

  /** Each entry by itself: one that is refused keeps no other back. */
  publishBatch(form: URLSearchParams): BatchResult[] {
    const topic = this.topicOf(form);
    return entriesIn(form).map(({ id, request }) => {
      try {
        return { id, messageId: this.send(topic, request) };
      } catch (error) {
        if (error instanceof SnsRefusal) return { id, refusal: error };
        throw error;
      }
    });
  }

  private topicOf(form: URLSearchParams): StoredTopic {
    if (form.has('PhoneNumber')) throw invalid('PhoneNumber Reason: no text messages are sent here');
    return this.topic(form.get('TopicArn') ?? form.get('TargetArn') ?? '');
  }

  private topic(arn: string): StoredTopic {
    const topic = this.stores.topics.getTopic(arn);
    if (topic === undefined) throw new SnsRefusal('NotFound', 'Topic does not exist');
    return topic;
  }

  /** The inbox first: should this end in between, the publisher does not hear of success, and sends it again. */
  private send(topic: StoredTopic, request: PublishRequest): string {
    const { email, sqs, others } = checked(request);
    const { subject, attributes } = request;
    const messageId = randomUUID();
    const about = { topicArn: topic.arn, messageId, ...(subject !== undefined && { subject }) };
    this.onPublished({ ...about, text: email, json: others, attributes, time: Date.now() });
    const { queues, topics } = this.stores;
    this.stores.atomically(() => {
      fanOutToSubscriptions({
        ...about,
        topic,
        message: sqs,
        messageAttributes: attributes,
        snsStore: topics,
        sqsStore: queues,
      });
    });
    return messageId;
  }
}

function entriesIn(form: URLSearchParams): { id: string; request: PublishRequest }[] {
  const prefix = 'PublishBatchRequestEntries.member.';
  const refuse = (code: ConstructorParameters<typeof SnsRefusal>[0], message: string) => {
    throw new SnsRefusal(code, message);
  };
  const numbers = numbersBelow(form, prefix);
  if (numbers.length === 0) refuse('EmptyBatchRequest', "The batch request doesn't contain any entries.");
  if (numbers.length > 10)
    refuse('TooManyEntriesInBatchRequest', 'The batch request contains more than 10 entries.');
  const entries = numbers.map((number) => ({
    id: form.get(`${prefix}${number}.Id`) ?? '',
    request: requestIn(form, `${prefix}${number}.`),
  }));
  const ids = entries.map(({ id }) => id);
  if (new Set(ids).size < ids.length) refuse('BatchEntryIdsNotDistinct', 'Two entries have the same Id.');
  if (!ids.every((id) => /^[\w-]{1,80}$/.test(id))) {
    refuse('InvalidBatchEntryId', 'An Id may be 1 to 80 of A-Z, a-z, 0-9, _ and -.');
  }
  const bytes = entries.map(
    ({ request }) => Buffer.byteLength(request.message ?? '') + bytesOf(request.attributes),
  );
  if (bytes.reduce((sum, each) => sum + each, 0) > longestMessage) {
    refuse('BatchRequestTooLong', `The messages together have more than ${longestMessage} bytes.`);
  }
  return entries;
}
