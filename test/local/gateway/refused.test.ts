import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { parseXML } from '@aws-sdk/xml-builder';
import { describe, expect, test } from '@jest/globals';
import { signRequest } from '../../../local/signature/index.ts';
import { credentials, form, json, open, region, type Sent, send } from './opened.ts';

const minute = 60_000;

describe('nothing reaches a service', () => {
  const wrong: [string, Sent, status: number, json: string, query: string][] = [
    [
      'signed with another secret',
      { by: { credentials: { ...credentials, secretAccessKey: 'x' } } },
      403,
      'InvalidSignatureException',
      'SignatureDoesNotMatch',
    ],
    [
      'signed with another key',
      { by: { credentials: { ...credentials, accessKeyId: 'x' } } },
      403,
      'UnrecognizedClientException',
      'InvalidClientTokenId',
    ],
    [
      'with a token',
      { by: { credentials: { ...credentials, sessionToken: 'x' } } },
      400,
      'UnrecognizedClientException',
      'InvalidClientTokenId',
    ],
    [
      'signed 16 minutes ago',
      { by: { now: () => Date.now() - 16 * minute } },
      403,
      'InvalidSignatureException',
      'SignatureDoesNotMatch',
    ],
    [
      'for another region',
      { by: { region: 'eu-west-1' } },
      400,
      'IncompleteSignatureException',
      'IncompleteSignature',
    ],
    ['for no region', { by: { region: '' } }, 400, 'IncompleteSignatureException', 'IncompleteSignature'],
    [
      'with a header changed',
      { change: (all) => ({ ...all, 'content-type': `${all['content-type']}; x=y` }) },
      403,
      'InvalidSignatureException',
      'SignatureDoesNotMatch',
    ],
    [
      'with an x-amz header that is not signed',
      { change: (all) => ({ ...all, 'x-amz-more': 'x' }) },
      403,
      'InvalidSignatureException',
      'SignatureDoesNotMatch',
    ],
    [
      'without its signature',
      {
        change: (all) => ({ ...all, authorization: all.authorization?.replace(/, Signature=.*/, '') ?? '' }),
      },
      400,
      'IncompleteSignatureException',
      'IncompleteSignature',
    ],
    [
      'with a body of 2 MiB and a byte',
      { body: 'x'.repeat(2 * 1024 * 1024 + 1) },
      413,
      'RequestEntityTooLargeException',
      'RequestEntityTooLarge',
    ],
  ];

  test.each(wrong)('%s, and the client is told in its own protocol', async (_, sent, status, name, code) => {
    await using aws = await open();
    const asJson = await send(aws.origin, 'states', { body: '{}', headers: json, ...sent });
    expect(asJson.status).toBe(status);
    expect(asJson.headers.get('x-amzn-errortype')).toBe(name);
    expect(await asJson.json()).toEqual({
      __type: `com.amazon.coral.service#${name}`,
      message: expect.any(String),
    });

    const asQuery = await send(aws.origin, 'sns', { body: 'Action=ListTopics', headers: form, ...sent });
    expect(asQuery.status).toBe(status);
    expect(parseXML(await asQuery.text())).toEqual({
      ErrorResponse: {
        Error: { Type: 'Sender', Code: code, Message: expect.any(String) },
        RequestId: expect.any(String),
      },
    });
    expect(aws.asked).toEqual([]);
    expect(aws.logged).toEqual([]);
  });

  test('with another body than the one that was signed', async () => {
    await using aws = await open();
    for (const change of [
      (all: Record<string, string>) => all,
      ({ 'x-amz-content-sha256': _, ...others }: Record<string, string>) => others,
    ]) {
      const terms = { credentials, region, service: 'sqs', now: Date.now };
      const { host, ...headers } = signRequest(
        { method: 'POST', url: aws.origin, headers: json, body: '{}' },
        terms,
      );
      const response = await fetch(aws.origin, { method: 'POST', headers: change(headers), body: '{ }' });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({
        __type: expect.stringMatching(/#InvalidSignatureException$/),
      });
    }
    expect(aws.asked).toEqual([]);
  });

  test('of a length that is not known beforehand', async () => {
    await using aws = await open();
    const terms = { credentials, region, service: 'sqs', now: Date.now };
    const { host, ...headers } = signRequest(
      { method: 'POST', url: aws.origin, headers: json, body: '{}' },
      terms,
    );
    const init = { method: 'POST', headers, body: new Blob(['{}']).stream(), duplex: 'half' };
    const response = await fetch(aws.origin, init as RequestInit);
    expect(response.status).toBe(411);
    expect(aws.asked).toEqual([]);
  });

  test('as an error that the SDK knows by name', async () => {
    await using aws = await open();
    const other = { ...aws.client, credentials: { ...credentials, secretAccessKey: 'x' } };
    await expect(new SQSClient(other).send(new ListQueuesCommand())).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    await expect(new SNSClient(other).send(new ListTopicsCommand())).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    });
  });
});
