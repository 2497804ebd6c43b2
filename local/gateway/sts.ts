import { randomUUID } from 'node:crypto';
import type { HttpAnswer, HttpExchange } from '../queues/index.ts';
import { ProtocolError } from './error.ts';

/** `aws sts get-caller-identity`: what people try first, to see that the keys and the address are right. */
export function securityTokens(account: string, userId: string) {
  return async ({ method, url, body }: HttpExchange): Promise<HttpAnswer> => {
    const parameters = new URLSearchParams(
      method === 'POST' ? body.toString() : url.slice(url.indexOf('?') + 1),
    );
    const action = parameters.get('Action');
    if (action !== 'GetCallerIdentity') {
      throw new ProtocolError(
        'unknown-action',
        400,
        `STS has GetCallerIdentity and nothing else here, not ${action}.`,
      );
    }
    const id = randomUUID();
    return {
      status: 200,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': id },
      body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/darkroom</Arn><UserId>${userId}</UserId><Account>${account}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
    };
  };
}
