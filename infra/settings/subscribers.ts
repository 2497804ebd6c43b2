import { listOf, oneOf, text } from './kinds.ts';
import { objectList } from './object-list.ts';
import type { Subscriber } from './shape.ts';

const severalStatuses = listOf(oneOf('done', 'rejected', 'failed', 'deleted'), 4);
const statuses: typeof severalStatuses = {
  ...severalStatuses,
  read(value, path, report) {
    if (!Array.isArray(value) || value.length > 0) return severalStatuses.read(value, path, report);
    const remedy = 'it may not be empty: such a subscriber would never hear anything. Leave it out for all';
    return report({ path, value, remedy });
  },
};

export const subscriberFields = {
  to: text(
    'the ARN of an SQS queue that is not FIFO, the ARN of a Lambda function, or an https address',
    (to) => isQueue(to) || isFunction(to) || isAddress(to),
  ),
  statuses,
  prefix: text(
    'the beginning of a key, 1 to 200 bytes without control characters',
    (prefix) =>
      prefix.length > 0 &&
      Buffer.byteLength(prefix) <= 200 &&
      prefix.isWellFormed() &&
      !/\p{Cc}/u.test(prefix),
  ),
};

export const subscribers = objectList({
  noun: 'subscriber',
  most: 50, // Each is a resource of the stack or two, of which CloudFormation takes 500.
  fields: subscriberFields,
  required: ['to'],
  note: ' with a to at least',
  unique: 'to',
  // A topic knows one subscription for each endpoint: the second would be the first with another filter.
  repeated: 'goes there already: one subscriber can have several statuses, and no prefix for all',
  make: ({ to, ...rest }): Subscriber | undefined => (to === undefined ? undefined : { to, ...rest }),
});

function isQueue(to: string): boolean {
  return /^arn:aws(?:-[a-z]+)*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}$/.test(to);
}

function isFunction(to: string): boolean {
  return /^arn:aws(?:-[a-z]+)*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,64}(?::[\w-]{1,128})?$/.test(to);
}

/** No fragment, no password: what stands in a template is no secret. */
function isAddress(to: string): boolean {
  if (!to.startsWith('https://') || to.length > 2048 || !URL.canParse(to)) return false;
  const { hash, username, password } = new URL(to);
  return hash === '' && username === '' && password === '';
}
