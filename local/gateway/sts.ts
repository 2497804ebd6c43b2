import { randomUUID } from 'node:crypto';
import type { HttpAnswer, HttpExchange } from '../http/exchange.ts';
import { parametersOf } from './query.ts';

/** `aws sts get-caller-identity`: what people try first, to see that the keys and the address are right. */
export function securityTokens(account: string, userId: string) {
  return async (exchange: HttpExchange): Promise<HttpAnswer> => {
    parametersOf(exchange, { service: 'STS', action: 'GetCallerIdentity' });
    const id = randomUUID();
    return {
      status: 200,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': id },
      body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/darkroom</Arn><UserId>${userId}</UserId><Account>${account}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
    };
  };
}
