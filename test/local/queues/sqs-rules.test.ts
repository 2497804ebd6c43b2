import { CreateQueueCommand, GetQueueUrlCommand, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import { arnOf, opened } from './opened.ts';

describe('is refused', () => {
  test('a queue with a name that is none, or that is FIFO', async () => {
    await using here = await opened();
    await expect(here.sqs.send(new CreateQueueCommand({ QueueName: 'a b' }))).rejects.toThrow('1 to 80');
    await expect(
      here.sqs.send(new CreateQueueCommand({ QueueName: 'a.fifo', Attributes: { FifoQueue: 'true' } })),
    ).rejects.toThrow('no FIFO queues');
  });

  test('what is not there, by name', async () => {
    await using here = await opened();
    const task = new StartMessageMoveTaskCommand({ SourceArn: arnOf('Parked') });
    await expect(here.sqs.send(task)).rejects.toThrow('StartMessageMoveTask is not supported here');
    await expect(here.sqs.send(new GetQueueUrlCommand({ QueueName: 'nowhere' }))).rejects.toThrow(
      expect.objectContaining({ name: 'QueueDoesNotExist' }),
    );
  });

  test.each([
    ['GET', '/', undefined, ''],
    ['PUT', '/bucket', undefined, ''],
    ['POST', '/bucket/key', 'multipart/form-data; boundary=x', ''],
    ['POST', '/', 'application/json', '{}'],
    ['GET', '/_fauxqs/queues', undefined, ''],
    ['GET', '/health', undefined, ''],
    ['POST', '/', 'application/x-amz-json-1.0', '[1'],
    ['POST', '/', 'application/x-www-form-urlencoded', 'Action=GetCallerIdentity'],
    ['POST', '/', 'application/x-www-form-urlencoded', 'Action=ListQueues&Version=2012-11-05'],
    ['POST', '/', 'application/x-www-form-urlencoded', ''],
  ])('%s %s as %s: %s', async (method, url, contentType, body) => {
    await using here = await opened();
    const answer = await here.queues.handle({
      method,
      url,
      headers: { host: 'bucket.localhost', ...(contentType && { 'content-type': contentType }) },
      body: Buffer.from(body),
    });
    expect(answer.status).toBe(400);
    expect(String(answer.body)).toMatch(/Action|JSON|SQS/);
  });
});
