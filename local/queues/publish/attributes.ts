import type { Attribute } from '../fauxqs.ts';
import { invalid, SnsRefusal } from './refusal.ts';

export type Attributes = Record<string, Attribute>;

/** As the API says them: https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html */
export function checkAttributes(attributes: Attributes): void {
  for (const [name, attribute] of Object.entries(attributes)) {
    const wrong = whatIsWrongWithName(name) ?? whatIsWrongWithValue(attribute);
    if (wrong !== undefined) {
      throw new SnsRefusal('ParameterValueInvalid', `The message attribute '${name}' ${wrong}.`);
    }
  }
}

function whatIsWrongWithName(name: string): string | undefined {
  if (!/^[A-Za-z0-9_.-]{1,256}$/.test(name))
    return 'has a name of other letters than A-Z, a-z, 0-9, _, - and .';
  if (/^(?:aws|amazon)\./i.test(name)) return 'has a name that begins with AWS. or Amazon.';
  if (/^\.|\.\.|\.$/.test(name)) return 'has a name with a dot at an end, or two in a row';
  return undefined;
}

function whatIsWrongWithValue({ DataType, StringValue, BinaryValue }: Attribute): string | undefined {
  switch (DataType) {
    case 'String':
      return StringValue ? undefined : 'must contain a non-empty value';
    case 'Number':
      return StringValue && Number.isFinite(Number(StringValue)) ? undefined : 'is no number';
    case 'String.Array':
      return isList(StringValue) ? undefined : 'is no JSON list of texts, numbers, true, false and null';
    case 'Binary':
      return BinaryValue ? undefined : 'must contain a non-empty value';
    default:
      return `has the type '${DataType}', and not String, String.Array, Number or Binary`;
  }
}

function isList(json: string | undefined): boolean {
  try {
    const list: unknown = JSON.parse(json ?? '');
    return Array.isArray(list) && list.every((item) => item === null || typeof item !== 'object');
  } catch {
    return false;
  }
}

export function bytesOf(attributes: Attributes): number {
  let bytes = 0;
  for (const [name, { DataType, StringValue = '', BinaryValue = '' }] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name + DataType + StringValue) + Buffer.from(BinaryValue, 'base64').length;
  }
  return bytes;
}

/** As a task of the state machine writes them. */
export function attributesFromTask(given: unknown): Attributes {
  if (given === undefined) return {};
  if (!isObject(given)) throw invalid('MessageAttributes Reason: it is no object');
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const { DataType, StringValue, BinaryValue, ...others } = isObject(value) ? value : {};
      const [unknown] = Object.keys(others);
      if (typeof DataType !== 'string' || unknown !== undefined) {
        throw invalid(
          `MessageAttributes Reason: ${name} is not an object of DataType, StringValue and BinaryValue`,
        );
      }
      return [
        name,
        {
          DataType,
          ...(StringValue !== undefined && { StringValue: String(StringValue) }),
          ...(BinaryValue !== undefined && { BinaryValue: String(BinaryValue) }),
        },
      ];
    }),
  );
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
