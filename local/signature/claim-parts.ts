import type { SignatureError } from './error.ts';

// What the header and the query say in the same words.

export function credential(text: string, timestamp: string, wrong: (why: string) => SignatureError) {
  const parts = text.split('/');
  const [date = '', region = '', service = '', terminator] = parts.slice(-4);
  const accessKeyId = parts.slice(0, -4).join('/');
  if (accessKeyId === '') {
    throw wrong('the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request"');
  }
  if (terminator !== 'aws4_request') {
    throw wrong(`incorrect terminal "${terminator}", this endpoint belongs to "aws4_request"`);
  }
  if (date !== timestamp.slice(0, 8)) {
    throw wrong(`invalid credential date "${date}", it is not the same as X-Amz-Date: "${timestamp}"`);
  }
  return { accessKeyId, scope: { date, region, service } };
}

export function headerList(text: string, wrong: (why: string) => SignatureError): string[] {
  const names = text.split(';');
  if (!names.every((name) => /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name))) {
    throw wrong('SignedHeaders has to be names in lower case, separated by semicolons');
  }
  return names;
}
