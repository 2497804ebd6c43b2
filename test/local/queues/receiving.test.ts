import { DeleteQueueCommand, GetQueueUrlCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import { arnOf, opened, takeOne } from './opened.ts';

const never = new AbortController().signal;

describe('receiving', () => {
  test('waits for a message, and gives up when told', async () => {
    await using here = await opened();
    const ending = new AbortController();
    const nothing = here.queues.receive(arnOf('Buffer'), { max: 1, signal: ending.signal });
    ending.abort();
    expect(await nothing).toEqual([]);
    expect(await here.queues.receive(arnOf('Buffer'), { max: 1, signal: ending.signal })).toEqual([]);

    const something = here.queues.receive(arnOf('Buffer'), { max: 1, signal: never });
    await here.queues.send(arnOf('Buffer'), 'x');
    expect(await something).toMatchObject([{ body: 'x' }]);
  });

  test('hands each message to one of those who wait, and leaves none behind', async () => {
    await using here = await opened();
    const waiting = Array.from({ length: 20 }, () => takeOne(here.queues, 'Buffer'));
    await Promise.all(Array.from({ length: 20 }, (_, n) => here.queues.send(arnOf('Buffer'), `${n}`)));
    const bodies = (await Promise.all(waiting)).map(({ body }) => Number(body));
    expect(bodies.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });

  test('passes a message on when the one who waited longest has given up', async () => {
    await using here = await opened();
    const ending = new AbortController();
    const first = here.queues.receive(arnOf('Buffer'), { max: 1, signal: ending.signal });
    const second = takeOne(here.queues, 'Buffer');
    const sent = here.queues.send(arnOf('Buffer'), 'x');
    ending.abort();
    await sent;
    expect(await first).toEqual([]);
    expect((await second).body).toBe('x');
  });

  test('takes no more than ten, nor than asked for', async () => {
    await using here = await opened();
    for (let n = 0; n < 12; n++) await here.queues.send(arnOf('Buffer'), `${n}`);
    expect(await here.queues.receive(arnOf('Buffer'), { max: 3, signal: never })).toHaveLength(3);
    expect(here.queues.counts(arnOf('Buffer'))).toEqual({ waiting: 9, beingWorkedOn: 3 });
    const QueueUrl = `${here.origin}/000000000000/Buffer`;
    await expect(
      here.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 11 })),
    ).rejects.toThrow('Must be between 1 and 10');
  });

  test('over HTTP waits as long as it is told to', async () => {
    await using here = await opened();
    const QueueUrl = `${here.origin}/000000000000/Buffer`;
    const began = Date.now();
    const empty = await here.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
    expect(empty.Messages ?? []).toEqual([]);
    expect(Date.now() - began).toBeGreaterThanOrEqual(950);
    const waiting = here.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    await here.queues.send(arnOf('Buffer'), 'x');
    expect((await waiting).Messages).toMatchObject([{ Body: 'x' }]);
  });

  test('ends with the queues, at once, over HTTP too', async () => {
    const here = await opened();
    const QueueUrl = `${here.origin}/000000000000/Buffer`;
    const waiting = here.queues.receive(arnOf('Buffer'), { max: 1, signal: never });
    const overHttp = here.sqs
      .send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }))
      .catch(() => {});
    await here.sqs.send(new GetQueueUrlCommand({ QueueName: 'Buffer' })); // by now the other request is there too
    const began = Date.now();
    await here[Symbol.asyncDispose]();
    expect(await waiting).toEqual([]);
    await overHttp;
    expect(Date.now() - began).toBeLessThan(15_000); // it would wait for 20 s
  });

  test('from a queue that was deleted fails, for those who wait too', async () => {
    await using here = await opened();
    const waiting = expect(takeOne(here.queues, 'Buffer')).rejects.toThrow('There is no queue');
    await here.sqs.send(new DeleteQueueCommand({ QueueUrl: `${here.origin}/000000000000/Buffer` }));
    await waiting;
  });
});
