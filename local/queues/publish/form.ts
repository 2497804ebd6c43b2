import type { Attributes } from './attributes.ts';
import type { PublishRequest } from './message.ts';

/** The fields of Publish in a request's form, or of one entry of PublishBatch, which stand below a prefix. */
export function requestIn(form: URLSearchParams, prefix = ''): PublishRequest {
  const text = (name: string) => form.get(`${prefix}${name}`) ?? undefined;
  return {
    message: text('Message'),
    structure: text('MessageStructure'),
    subject: text('Subject'),
    attributes: attributesIn(form, `${prefix}MessageAttributes.entry.`),
  };
}

/** Numbers below a prefix, in their order: Entries.member.1.Id, Entries.member.2.Id */
export function numbersBelow(form: URLSearchParams, prefix: string): number[] {
  const numbers = new Set<number>();
  for (const name of form.keys()) {
    const [number = ''] = name.startsWith(prefix) ? name.slice(prefix.length).split('.') : [];
    if (/^\d+$/.test(number)) numbers.add(Number(number));
  }
  return [...numbers].sort((one, other) => one - other);
}

function attributesIn(form: URLSearchParams, prefix: string): Attributes {
  // Of a form each get looks through all of it, and there may be many thousands.
  const fields = new Map([...form].filter(([name]) => name.startsWith(prefix)));
  return Object.fromEntries(
    numbersBelow(form, prefix).map((number) => {
      const value = (name: string) => fields.get(`${prefix}${number}.Value.${name}`);
      const [text, bytes] = [value('StringValue'), value('BinaryValue')];
      return [
        fields.get(`${prefix}${number}.Name`) ?? '',
        {
          DataType: value('DataType') ?? '',
          ...(text !== undefined && { StringValue: text }),
          ...(bytes !== undefined && { BinaryValue: bytes }),
        },
      ];
    }),
  );
}
