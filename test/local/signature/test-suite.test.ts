import { describe, expect, test } from '@jest/globals';
import { checkBody, type Terms, verifySignature } from '../../../local/signature/index.ts';

// Requests of AWS's Signature Version 4 test suite, those that can be sent over HTTP as they are written there.
const terms: Terms = {
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
  ...{ region: 'us-east-1', service: 'service', now: () => Date.UTC(2015, 7, 30, 12, 36) },
};
const vanilla = '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31';
const letters = '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

interface Sent {
  method?: string;
  url?: string;
  headers?: [name: string, value: string][];
  body?: string;
}

describe('of the test suite is let in', () => {
  test.each<[string, Sent, signature: string]>([
    ['get-vanilla', {}, vanilla],
    [
      'get-header-key-duplicate',
      {
        headers: [
          ['My-Header1', 'value2'],
          ['My-Header1', 'value2'],
          ['My-Header1', 'value1'],
        ],
      },
      'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
    ],
    [
      'get-header-value-order',
      {
        headers: [
          ['My-Header1', 'value4'],
          ['My-Header1', 'value1'],
          ['My-Header1', 'value3'],
          ['My-Header1', 'value2'],
        ],
      },
      '08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01',
    ],
    [
      'get-header-value-trim',
      {
        headers: [
          ['My-Header1', ' value1'],
          ['My-Header2', ' "a   b   c"'],
        ],
      },
      'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
    ],
    [
      'get-unreserved',
      { url: `/${letters}` },
      '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
    ],
    [
      'get-utf8',
      { url: `/${latin1('ሴ')}` },
      '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85',
    ],
    [
      'get-vanilla-query-order-key-case',
      { url: '/?Param2=value2&Param1=value1' },
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    [
      'get-vanilla-query-order-value',
      { url: '/?Param1=value2&Param1=value1' },
      '5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694',
    ],
    [
      'get-vanilla-query-unreserved',
      { url: `/?${letters}=${letters}` },
      '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197',
    ],
    [
      'get-vanilla-utf8-query',
      { url: `/?${latin1('ሴ')}=bar` },
      '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04',
    ],
    ['get-relative', { url: '/example/..' }, vanilla],
    ['get-relative-relative', { url: '/example1/example2/../..' }, vanilla],
    ['get-slash', { url: '//' }, vanilla],
    ['get-slash-dot-slash', { url: '/./' }, vanilla],
    [
      'get-slash-pointless-dot',
      { url: '/./example' },
      'ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5',
    ],
    [
      'get-slashes',
      { url: '//example//' },
      '9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84',
    ],
    ['post-vanilla', { method: 'POST' }, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    [
      'post-header-value-case',
      { method: 'POST', headers: [['My-Header1', 'VALUE1']] },
      'cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d',
    ],
    [
      'post-vanilla-query',
      { method: 'POST', url: '/?Param1=value1' },
      '28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11',
    ],
    [
      'post-x-www-form-urlencoded',
      {
        method: 'POST',
        headers: [['Content-Type', 'application/x-www-form-urlencoded']],
        body: 'Param1=value1',
      },
      'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    ],
  ])('%s', (_, { method = 'GET', url = '/', headers = [], body = '' }, signature) => {
    const all = [['Host', 'example.amazonaws.com'], ['X-Amz-Date', '20150830T123600Z'], ...headers] as const;
    const names = [...new Set(all.map(([name]) => name.toLowerCase()))].sort().join(';');
    const authorization = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${names}, Signature=${signature}`;
    const request = { method, url, rawHeaders: [...all.flat(), 'Authorization', authorization] };
    expect(() => checkBody(verifySignature(request, terms), Buffer.from(body))).not.toThrow();
    expect(() => checkBody(verifySignature(request, terms), Buffer.from(`${body}x`))).toThrow();
  });
});

/** As Node hands over what is not ASCII: one character for each byte. */
function latin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}
