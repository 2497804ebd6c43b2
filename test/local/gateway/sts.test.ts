import { parseXML } from '@aws-sdk/xml-builder';
import { describe, expect, test } from '@jest/globals';
import { form, open, type Sent, send } from './opened.ts';

describe('STS', () => {
  const identity = {
    GetCallerIdentityResponse: {
      xmlns: 'https://sts.amazonaws.com/doc/2011-06-15/',
      GetCallerIdentityResult: {
        Arn: 'arn:aws:iam::000000000000:user/darkroom',
        ...{ UserId: 'AKIDLOCAL', Account: '000000000000' },
      },
      ResponseMetadata: { RequestId: expect.any(String) },
    },
  };

  test.each<[string, Sent]>([
    ['in a form', { body: 'Action=GetCallerIdentity&Version=2011-06-15', headers: form }],
    ['in the query', { method: 'GET', path: '/?Action=GetCallerIdentity&Version=2011-06-15' }],
  ])('says whose keys these are, when asked %s', async (_, sent) => {
    await using aws = await open();
    const response = await send(aws.origin, 'sts', sent);
    expect(response.status).toBe(200);
    expect(parseXML(await response.text())).toEqual(identity);
  });

  test('does nothing else', async () => {
    await using aws = await open();
    const response = await send(aws.origin, 'sts', { body: 'Action=AssumeRole', headers: form });
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(
      /<Code>InvalidAction<\/Code><Message>STS has GetCallerIdentity .* AssumeRole/,
    );
  });
});
