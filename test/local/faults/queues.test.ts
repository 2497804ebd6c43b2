import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import type { Status } from '../../../local/faults/kinds.ts';
import { faultyQueues, receiveFaults } from '../../../local/faults/queues.ts';
import { account, arnOf, chain, opened, region, topicArn } from '../queues/opened.ts';
import { atTheGateway, credentials } from './at-the-gateway.ts';
import { planned } from './planned.ts';

const buffer = arnOf('Buffer');
const photo = JSON.stringify({ detail: { object: { key: 'uploads/a.jpg' } } });

/** SQS and SNS with these faults: as this machine uses them, and through the gateway as clients do. */
async function faulty(...rules: object[]) {
  const plan = planned(rules);
  const own = await opened({ receiving: receiveFaults(plan.faults) });
  const queues = faultyQueues(own.queues, chain, plan.faults);
  const server = await atTheGateway({ queues, account, region });
  const client = { endpoint: server.origin, region, credentials, maxAttempts: 1 };
  const [sqs, sns] = [new SQSClient(client), new SNSClient(client)];
  const signal = AbortSignal.timeout(30_000);
  return {
    ...{ plan, own, queues, sqs, sns, logged: server.logged },
    QueueUrl: `${server.origin}/${account}/Buffer`,
    counts: () => own.queues.counts(buffer),
    receive: () => queues.receive(buffer, { max: 1, signal }),
    async [Symbol.asyncDispose]() {
      plan.faults[Symbol.dispose]();
      sqs.destroy();
      sns.destroy();
      await server[Symbol.asyncDispose]();
      await own[Symbol.asyncDispose]();
      plan[Symbol.dispose]();
    },
  };
}

async function nameOf(promise: Promise<unknown>): Promise<[name: string, status: number | undefined]> {
  try {
    await promise;
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    return [name, $metadata?.httpStatusCode];
  }
  throw new Error('It did not fail.');
}

const nothing = { waiting: 0, beingWorkedOn: 0 };
const oneWaits = { waiting: 1, beingWorkedOn: 0 };
const oneInHand = { waiting: 0, beingWorkedOn: 1 };

describe.each<[Status, sqs: [string, number], sns: [string, number], task: string]>([
  ['500', ['InternalFailure', 500], ['InternalErrorException', 500], 'SNS.InternalErrorException'],
  ['503', ['ServiceUnavailable', 503], ['ServiceUnavailable', 503], 'SNS.ServiceUnavailableException'],
  ['403', ['AccessDenied', 403], ['AuthorizationErrorException', 403], 'SNS.AuthorizationErrorException'],
  ['429', ['RequestThrottled', 400], ['ThrottledException', 429], 'SNS.ThrottledException'],
])('%s', (status, ofSqs, ofSns, ofTask) => {
  test('is SQS’s own error to a client, and has a name for a rule', async () => {
    await using given = await faulty({ at: 'sqs.SendMessage', do: status, times: 2 });
    const { sqs, queues, QueueUrl } = given;

    expect(await nameOf(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: photo })))).toEqual(ofSqs);
    await expect(queues.send(buffer, photo)).rejects.toMatchObject({
      name: ofSqs[0] === 'AccessDenied' ? 'AccessDeniedException' : ofSqs[0],
    });
    expect(given.counts()).toEqual(nothing);
    await queues.send(buffer, photo);
    expect(given.counts()).toEqual(oneWaits);
  });

  test('is SNS’s own error to a client, and to a task what its Retry looks for', async () => {
    await using given = await faulty({ at: 'sns.Publish', do: status, times: 2 });
    const publish = { TopicArn: topicArn, Message: 'hello' };

    expect(await nameOf(given.sns.send(new PublishCommand(publish)))).toEqual(ofSns);
    await expect(given.queues.publish(topicArn, publish)).rejects.toMatchObject({ name: ofTask });
    expect(given.own.published).toEqual([]);
    await given.queues.publish(topicArn, publish);
    expect(given.own.published).toHaveLength(1);
  });
});

describe('what is done and not answered', () => {
  test('a message is sent, and its sender hears of a lost connection', async () => {
    await using given = await faulty({ at: 'sqs.SendMessage', do: 'unanswered', times: 2 });

    await expect(given.queues.send(buffer, photo)).rejects.toMatchObject({ name: 'SdkClientException' });
    expect(given.counts()).toEqual(oneWaits);
    const { sqs, QueueUrl } = given;
    const [, status] = await nameOf(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: photo })));
    expect(status).toBeUndefined();
    expect(given.counts()).toEqual({ waiting: 2, beingWorkedOn: 0 });
    expect(given.logged).toEqual([]);
  });

  test('a notice is published, and its task fails', async () => {
    await using given = await faulty({ at: 'sns.Publish', do: 'unanswered' });

    await expect(given.queues.publish(topicArn, { Message: 'hello' })).rejects.toMatchObject({
      name: 'SNS.SdkClientException',
    });
    expect(given.own.published).toMatchObject([{ json: 'hello' }]);
  });

  test('a received message is in nobody’s hand until its time is over, and counts', async () => {
    await using given = await faulty({ at: 'sqs.ReceiveMessage', do: 'unanswered', match: 'uploads/a.jpg' });
    await given.queues.send(buffer, photo);

    await expect(given.receive()).rejects.toMatchObject({ name: 'SdkClientException' });
    expect(given.counts()).toEqual(oneInHand);
  });

  test('a deleted message is gone', async () => {
    await using given = await faulty({ at: 'sqs.DeleteMessage', do: 'unanswered', per: 'photo' });
    await given.queues.send(buffer, photo);
    const [message] = await given.receive();

    await expect(given.queues.delete(buffer, message?.receiptHandle ?? '')).rejects.toThrow('lost');
    expect(given.counts()).toEqual(nothing);
  });
});

describe('receiving', () => {
  test('goes wrong when there is a message, which stays where it is', async () => {
    await using given = await faulty({ at: 'sqs.ReceiveMessage', do: '503' });
    const first = given.receive();
    first.catch(() => {});
    await new Promise((resolve) => setImmediate(resolve));
    expect(given.plan.done()).toEqual([]);
    await given.queues.send(buffer, photo);

    await expect(first).rejects.toMatchObject({ name: 'ServiceUnavailable' });
    expect(given.counts()).toEqual(oneWaits);
    expect(await given.receive()).toMatchObject([{ attributes: { ApproximateReceiveCount: '1' } }]);
  });

  test('and deleting through the API is met by the messages that it is about', async () => {
    await using given = await faulty(
      { at: 'sqs.ReceiveMessage', do: '500', match: 'uploads/a.jpg' },
      { at: 'sqs.DeleteMessage', do: '500', match: 'uploads/a.jpg' },
    );
    const { sqs, QueueUrl } = given;
    await given.queues.send(buffer, photo);

    expect((await nameOf(sqs.send(new ReceiveMessageCommand({ QueueUrl }))))[1]).toBe(500);
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    const gone = { QueueUrl, ReceiptHandle: Messages?.[0]?.ReceiptHandle };
    expect((await nameOf(sqs.send(new DeleteMessageCommand(gone))))[1]).toBe(500);
    expect(given.counts()).toEqual(oneInHand);
    await sqs.send(new DeleteMessageCommand(gone));
    expect(given.counts()).toEqual(nothing);
  });
});

test('a batch is met once, as a whole', async () => {
  await using given = await faulty({ at: 'sqs.SendMessage', do: '503' });
  const { sqs, QueueUrl } = given;
  const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: photo }));

  expect((await nameOf(sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))))[1]).toBe(503);
  expect(given.counts()).toEqual(nothing);
  await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  expect(given.counts()).toEqual({ waiting: 2, beingWorkedOn: 0 });
});

describe('silence', () => {
  test('is noticed by whoever has a time-out', async () => {
    await using given = await faulty({ at: 'sqs.SendMessage', do: 'silent' });
    const { sqs, QueueUrl } = given;
    const abortSignal = AbortSignal.timeout(200);

    const sent = sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: photo }), { abortSignal });
    expect(await nameOf(sent)).toEqual(['AbortError', undefined]);
    expect(given.counts()).toEqual(nothing);
  });

  test('is given up on by a rule, and not by a task, which has its own time', async () => {
    await using given = await faulty(
      { at: 'sqs.SendMessage', do: 'silent' },
      { at: 'sns.Publish', do: 'silent' },
    );
    const published = given.queues.publish(topicArn, { Message: 'hello' });

    await expect(given.queues.send(buffer, photo)).rejects.toMatchObject({ name: 'SdkClientException' });
    expect(await Promise.race([published, 'nothing yet'])).toBe('nothing yet');
    expect(given.counts()).toEqual(nothing);
    expect(given.own.published).toEqual([]);
  });
});

test('what is slow is done all the same', async () => {
  await using given = await faulty({ at: 'sqs.SendMessage', do: 'slow', ms: 100 });
  const begun = Date.now();
  await given.queues.send(buffer, photo);

  expect(Date.now() - begun).toBeGreaterThanOrEqual(99);
  expect(given.counts()).toEqual(oneWaits);
});
