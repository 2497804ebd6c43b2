import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Supervised } from '../supervised.ts';

const mostInOneRequest = 10;

export interface Poison {
  id: string;
  body: string;
}

/** What an operator, or whoever else may, can do with the queues. */
export class Messages implements Disposable {
  /** All that was put into the buffer here. */
  readonly sent: Poison[] = [];
  private readonly sqs: SQSClient;
  private readonly urls: Readonly<Record<'buffer' | 'parked', string>>;

  constructor({ machine, about: { outputs } }: Supervised) {
    this.sqs = new SQSClient(machine.client);
    this.urls = { buffer: outputs.BufferQueueUrl ?? '', parked: outputs.ParkedQueueUrl ?? '' };
  }

  async send(body: string): Promise<void> {
    const message = { QueueUrl: this.urls.buffer, MessageBody: body };
    const { MessageId: id = '' } = await this.sqs.send(new SendMessageCommand(message));
    this.sent.push({ id, body });
  }

  /** How many wait in the buffer. */
  async waiting(): Promise<number> {
    const { Attributes = {} } = await this.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: this.urls.buffer,
        AttributeNames: ['ApproximateNumberOfMessages'],
      }),
    );
    return Number(Attributes.ApproximateNumberOfMessages);
  }

  /** Takes all that is parked, until there is no more. */
  async takeParked(): Promise<string[]> {
    const bodies: string[] = [];
    for (;;) {
      const { Messages: received = [] } = await this.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: this.urls.parked, MaxNumberOfMessages: mostInOneRequest }),
      );
      if (received.length === 0) return bodies;
      for (const { Body = '', ReceiptHandle } of received) {
        bodies.push(Body);
        await this.sqs.send(new DeleteMessageCommand({ QueueUrl: this.urls.parked, ReceiptHandle }));
      }
    }
  }

  [Symbol.dispose](): void {
    this.sqs.destroy();
  }
}
