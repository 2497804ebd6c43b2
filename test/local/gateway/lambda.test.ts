import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, test } from '@jest/globals';
import { open, send, teller, wentWrong } from './opened.ts';

describe('Lambda', () => {
  test.each([teller.name, teller.arn])(
    'hands an event to the function %s, and answers when it is taken',
    async (FunctionName) => {
      await using place = await open();
      const invoke = new InvokeCommand({
        FunctionName,
        InvocationType: 'Event',
        Payload: Buffer.from('{"a":1}'),
      });

      const { StatusCode } = await new LambdaClient(place.client).send(invoke);
      expect(StatusCode).toBe(202);
      expect(place.asked).toEqual([`${teller.arn}: {"a":1}`]);
    },
  );

  const answerTo = async (event: object) => {
    await using place = await open();
    const invoke = new InvokeCommand({ FunctionName: 'Teller', Payload: Buffer.from(JSON.stringify(event)) });
    const { StatusCode, FunctionError, Payload } = await new LambdaClient(place.client).send(invoke);
    return { StatusCode, FunctionError, answer: JSON.parse(Payload?.transformToString() ?? '') };
  };

  test('hands back what the function answers to whoever waits for it', async () => {
    expect(await answerTo({ a: 1 })).toEqual({
      StatusCode: 200,
      FunctionError: undefined,
      answer: { answer: { a: 1 } },
    });
  });

  test('and what it throws, which is an answer too', async () => {
    expect(await answerTo({ fails: 'itself' })).toEqual({
      StatusCode: 200,
      FunctionError: 'Unhandled',
      answer: wentWrong,
    });
  });

  test('but what Lambda refuses is an error', async () => {
    await expect(answerTo({ fails: 'throttled' })).rejects.toMatchObject({
      name: 'TooManyRequestsException',
    });
  });

  test.each([
    { what: 'another function', change: { FunctionName: 'Other' }, name: 'ResourceNotFoundException' },
    {
      what: 'a trial',
      change: { InvocationType: 'DryRun' } as const,
      name: 'InvalidRequestContentException',
    },
    {
      what: 'a payload that is no JSON',
      change: { Payload: Buffer.from('{') },
      name: 'InvalidRequestContentException',
    },
  ])('does not do $what', async ({ change, name }) => {
    await using place = await open();
    const invoke = new InvokeCommand({ FunctionName: 'Teller', InvocationType: 'Event', ...change });

    await expect(new LambdaClient(place.client).send(invoke)).rejects.toMatchObject({ name });
    expect(place.asked).toEqual([]);
  });
  test.each(['%', '%zz', '%FF', '%E0%A4%A'])(
    'refuses the name %s as the wrong encoding of the caller, not as a fault of its own',
    async (name) => {
      await using place = await open();
      const path = `/2015-03-31/functions/${name}/invocations`;

      const answer = await send(place.origin, 'lambda', { path, body: '{}' });
      expect(answer.status).toBe(400);
      expect(answer.headers.get('x-amzn-errortype')).toBe('InvalidParameterValueException');
      expect(place.logged).toEqual([]);
    },
  );
});
