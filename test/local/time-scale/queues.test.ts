import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { readBody } from '../../../local/http/body.ts';
import { listen } from '../../../local/http/loopback.ts';
import { scaledQueues } from '../../../local/time-scale/index.ts';
import { account, arnOf, opened, region, takeOne } from '../queues/opened.ts';

test('a visibility that is asked for is over so much sooner', async () => {
  await using own = await opened();
  const queues = scaledQueues(own.queues, 0.01);
  await using server = await listen(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const answer = await queues.handle({ method, url, headers, body: await readBody(request, 2 ** 20) });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }, 0);
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const sqs = new SQSClient({ endpoint: server.origin, region, credentials, maxAttempts: 1 });
  const QueueUrl = `${server.origin}/${account}/Buffer`;
  const hide = (ReceiptHandle: string, VisibilityTimeout: number) =>
    sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
  await queues.send(arnOf('Buffer'), 'hello');
  const { receiptHandle } = await takeOne(queues, 'Buffer');

  await expect(hide(receiptHandle, 43_201)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  await hide(receiptHandle, 100);
  const begun = Date.now();
  const { body } = await takeOne(queues, 'Buffer');

  expect(body).toBe('hello');
  expect(Date.now() - begun).toBeGreaterThanOrEqual(900);
  sqs.destroy();
});

test('at a scale of 1 they are the queues themselves', async () => {
  await using own = await opened();

  expect(scaledQueues(own.queues, 1)).toBe(own.queues);
});
