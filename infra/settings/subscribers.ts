import { isObject, jsonText, type Kind, listOf, oneOf, text } from './kinds.ts';
import { nearest } from './nearest.ts';
import type { Report } from './problems.ts';
import type { Subscriber } from './shape.ts';

/** Each is a resource of the stack or two, of which CloudFormation takes 500. */
const most = 50;

const status = oneOf('done', 'rejected', 'failed', 'deleted');

export const subscriberFields = {
  to: text(
    'the ARN of an SQS queue that is not FIFO, the ARN of a Lambda function, or an https address',
    (to) => isQueue(to) || isFunction(to) || isAddress(to),
  ),
  statuses: listOf(status, 4),
  prefix: text(
    'the beginning of a key, 1 to 200 bytes without control characters',
    (prefix) =>
      prefix.length > 0 &&
      Buffer.byteLength(prefix) <= 200 &&
      prefix.isWellFormed() &&
      !/\p{Cc}/u.test(prefix),
  ),
};
type Field = keyof typeof subscriberFields;
const fieldNames = Object.keys(subscriberFields) as Field[];

export const subscribers: Kind<readonly Subscriber[]> = {
  mayBe: `a list of at most ${most} subscribers, each { ${fieldNames.join(', ')} } with a to at least`,
  fromText: jsonText,
  read(value, path, report) {
    if (!Array.isArray(value) || value.length > most) {
      return report({ path, value, remedy: `it may be ${subscribers.mayBe}; after -c it is JSON` });
    }
    const all = Array.from(value, (each: unknown, index) =>
      readSubscriber(each, `${path}[${index}]`, report),
    );
    for (const [index, each] of all.entries()) {
      const first = all.findIndex((other) => other?.to === each?.to);
      if (each === undefined || first === index) continue;
      // A topic knows one subscription for each endpoint: the second would be the first with another filter.
      const remedy = `${path}[${first}] goes there already: one subscriber can have several statuses, and no prefix for all`;
      report({ path: `${path}[${index}].to`, value: each.to, remedy });
    }
    return all.filter((each) => each !== undefined);
  },
};

function readSubscriber(value: unknown, path: string, report: Report): Subscriber | undefined {
  if (!isObject(value)) return report({ path, value, remedy: `it may be { ${fieldNames.join(', ')} }` });
  for (const name of Object.keys(value).filter((name) => !Object.hasOwn(subscriberFields, name))) {
    const remedy = `a subscriber has no such field; did you mean ${nearest(name, fieldNames)}?`;
    report({ path: `${path}.${name}`, value: value[name], remedy });
  }
  const read = <T>(name: Field, kind: Kind<T>) =>
    value[name] === undefined ? undefined : kind.read(value[name], `${path}.${name}`, report);
  const to = subscriberFields.to.read(value.to, `${path}.to`, report);
  const statuses = read('statuses', subscriberFields.statuses);
  if (Array.isArray(value.statuses) && value.statuses.length === 0) {
    const remedy = 'it may not be empty: such a subscriber would never hear anything. Leave it out for all';
    report({ path: `${path}.statuses`, value: value.statuses, remedy });
  }
  const prefix = read('prefix', subscriberFields.prefix);
  if (to === undefined) return undefined;
  return { to, ...(statuses && { statuses }), ...(prefix !== undefined && { prefix }) };
}

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
