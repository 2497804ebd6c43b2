import { ALL_ATTRIBUTE_NAMES, type Attribute, SETTABLE_ATTRIBUTES } from './fauxqs.ts';
import { isObject } from './publish/attributes.ts';

export interface Refusal {
  code: string;
  message: string;
}

/** Whether there is a queue of that ARN. */
export type IsQueue = (arn: string) => boolean;

const longestDelaySeconds = 900;
const mostReceives = 1000;
const mostAttributes = 10;
/** fauxqs makes them so. */
const receiptHandle = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** By action, what SQS would say no to and fauxqs takes. The input has the types that it should have. */
export function brokenRule(
  action: string,
  input: Record<string, unknown>,
  isQueue: IsQueue,
): Refusal | undefined {
  switch (action) {
    case 'SendMessage':
      return wrongMessage(input);
    case 'SendMessageBatch':
      return firstOf(input.Entries, wrongMessage);
    case 'DeleteMessage':
    case 'ChangeMessageVisibility':
      return wrongHandle(input);
    case 'DeleteMessageBatch':
    case 'ChangeMessageVisibilityBatch':
      return firstOf(input.Entries, wrongHandle);
    case 'CreateQueue':
      return (
        unknownName(Object.keys(input.Attributes ?? {}), SETTABLE_ATTRIBUTES) ??
        wrongPolicy(input.Attributes, isQueue) ??
        ownTag(Object.keys(input.tags ?? {}))
      );
    case 'GetQueueAttributes':
      return unknownName(input.AttributeNames, new Set(['All', ...ALL_ATTRIBUTE_NAMES]));
    case 'SetQueueAttributes':
      return wrongPolicy(input.Attributes, isQueue);
    case 'TagQueue':
      return ownTag(Object.keys(input.Tags ?? {}));
    case 'UntagQueue':
      return ownTag(input.TagKeys);
    default:
      return undefined;
  }
}

function unknownName(names: unknown, known: ReadonlySet<string>): Refusal | undefined {
  const unknown = Array.isArray(names) ? names.find((name) => !known.has(name)) : undefined;
  if (unknown === undefined) return undefined;
  return { code: 'InvalidAttributeName', message: `Unknown Attribute ${unknown}.` };
}

function wrongMessage({
  DelaySeconds = 0,
  MessageAttributes = {},
  MessageSystemAttributes,
}: Record<string, unknown>): Refusal | undefined {
  if (MessageSystemAttributes !== undefined) {
    return {
      code: 'UnsupportedOperation',
      message: 'MessageSystemAttributes are not supported here: there is no X-Ray.',
    };
  }
  const seconds = Number(DelaySeconds);
  if (seconds < 0 || seconds > longestDelaySeconds) {
    return invalid('DelaySeconds', seconds, `Must be between 0 and ${longestDelaySeconds}.`);
  }
  return wrongAttributes(MessageAttributes as Record<string, Attribute>);
}

function wrongAttributes(attributes: Record<string, Attribute>): Refusal | undefined {
  const all = Object.entries(attributes);
  const wrong = all.find(([, attribute]) => !isWhole(attribute));
  if (all.length <= mostAttributes && wrong === undefined) return undefined;
  return {
    code: 'InvalidParameterValue',
    message:
      wrong === undefined
        ? `Number of message attributes [${all.length}] exceeds the allowed maximum [${mostAttributes}].`
        : `The message attribute '${wrong[0]}' needs the type String, Number or Binary, and a value of it that is not empty.`,
  };
}

/** A type may have a label of its own, as in Number.int */
function isWhole({ DataType, StringValue, BinaryValue }: Attribute): boolean {
  const [type = ''] = DataType.split('.');
  if (type === 'Binary') return BinaryValue !== undefined && BinaryValue !== '';
  if (StringValue === undefined || StringValue === '') return false;
  return type === 'String' || (type === 'Number' && Number.isFinite(Number(StringValue)));
}

function wrongHandle({ ReceiptHandle }: Record<string, unknown>): Refusal | undefined {
  if (ReceiptHandle === undefined || receiptHandle.test(String(ReceiptHandle))) return undefined;
  return {
    code: 'ReceiptHandleIsInvalid',
    message: `The input receipt handle "${ReceiptHandle}" is not a valid receipt handle.`,
  };
}

function wrongPolicy(attributes: unknown, isQueue: IsQueue): Refusal | undefined {
  const policy = isObject(attributes) ? attributes.RedrivePolicy : undefined;
  // An empty one takes it away.
  if (policy === undefined || policy === '') return undefined;
  const wrong = whatIsWrongWithPolicy(String(policy), isQueue);
  return wrong === undefined ? undefined : invalid('RedrivePolicy', policy, wrong);
}

function whatIsWrongWithPolicy(json: string, isQueue: IsQueue): string | undefined {
  let policy: unknown;
  try {
    policy = JSON.parse(json);
  } catch {}
  if (!isObject(policy)) return 'Redrive policy is not a valid JSON map.';
  const { deadLetterTargetArn, maxReceiveCount, ...others } = policy;
  if (deadLetterTargetArn === undefined || maxReceiveCount === undefined || Object.keys(others).length > 0) {
    return 'It has to have deadLetterTargetArn and maxReceiveCount, and nothing else.';
  }
  const count = /^\d+$/.test(String(maxReceiveCount)) ? Number(maxReceiveCount) : 0;
  if (count < 1 || count > mostReceives) return `maxReceiveCount must be between 1 and ${mostReceives}.`;
  return isQueue(String(deadLetterTargetArn)) ? undefined : 'Dead letter target does not exist.';
}

// By one of these it is known which queues the template made.
function ownTag(names: unknown): Refusal | undefined {
  if (!Array.isArray(names) || !names.some((name) => /^aws:/i.test(name))) return undefined;
  return {
    code: 'InvalidParameterValue',
    message: 'aws: prefixed tag key names are not allowed for external use.',
  };
}

function firstOf(entries: unknown, check: (entry: Record<string, unknown>) => Refusal | undefined) {
  if (!Array.isArray(entries)) return undefined;
  for (const entry of entries) {
    const refusal = check(entry);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function invalid(name: string, value: unknown, reason: string): Refusal {
  return {
    code: 'InvalidParameterValue',
    message: `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`,
  };
}
