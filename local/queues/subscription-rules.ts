import { isObject } from './publish/attributes.ts';
import { numbersBelow } from './publish/form.ts';

const deepestPolicy = 10;

/** What is wrong with the attributes that Subscribe or SetSubscriptionAttributes gives, if anything is. fauxqs takes all, and would fail at each notice. */
export function wrongSubscription(action: string, form: URLSearchParams): string | undefined {
  for (const [name, value] of attributesIn(action, form)) {
    const wrong = whatIsWrong(name, value);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function attributesIn(action: string, form: URLSearchParams): [name: string, value: string][] {
  const text = (name: string) => form.get(name) ?? '';
  if (action === 'SetSubscriptionAttributes') return [[text('AttributeName'), text('AttributeValue')]];
  if (action !== 'Subscribe') return [];
  const prefix = 'Attributes.entry.';
  // More than there are attributes is refused for one of them anyway.
  const numbers = numbersBelow(form, prefix).slice(0, 10);
  return numbers.map((number) => [text(`${prefix}${number}.key`), text(`${prefix}${number}.value`)]);
}

function whatIsWrong(name: string, value: string): string | undefined {
  switch (name) {
    case 'RawMessageDelivery':
      return ['true', 'false'].includes(value) ? undefined : `${name} Reason: it may be true or false`;
    case 'FilterPolicyScope':
      return ['MessageAttributes', 'MessageBody'].includes(value)
        ? undefined
        : `${name} Reason: it may be MessageAttributes or MessageBody`;
    case 'FilterPolicy':
      return wrongPolicy(value);
    default:
      return `Attributes Reason: ${name || 'an attribute without a name'} is not supported here`;
  }
}

function wrongPolicy(json: string): string | undefined {
  // An empty one takes it away.
  if (json === '') return undefined;
  let policy: unknown;
  try {
    policy = JSON.parse(json);
  } catch {}
  if (!isObject(policy)) return 'FilterPolicy: failed to parse JSON';
  return wrongKeys(policy, deepestPolicy);
}

function wrongKeys(policy: Record<string, unknown>, levels: number): string | undefined {
  if (levels === 0) return `FilterPolicy: it may have ${deepestPolicy} levels`;
  for (const [key, value] of Object.entries(policy)) {
    const nested = isObject(value) ? [value] : key === '$or' && Array.isArray(value) ? value : undefined;
    if (nested === undefined && !isListOfMatches(value)) {
      return `FilterPolicy: "${key}" must be an object or an array of texts, numbers and matches`;
    }
    for (const each of nested ?? []) {
      const wrong = isObject(each) ? wrongKeys(each, levels - 1) : `FilterPolicy: "${key}" must have objects`;
      if (wrong !== undefined) return wrong;
    }
  }
  return undefined;
}

function isListOfMatches(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => !Array.isArray(each) && isMatch(each));
}

// { "anything-but": { "prefix": "x" } } has the most levels.
function isMatch(value: unknown, levels = 3): boolean {
  if (!isObject(value) && !Array.isArray(value)) return true;
  return levels > 0 && Object.values(value).every((each) => isMatch(each, levels - 1));
}
