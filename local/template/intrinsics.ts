import { isObject } from './fields.ts';
import type { Template } from './template.ts';
import { type Place, UnsupportedTemplateError, within } from './unsupported.ts';

/** What other resources may know of one. */
export interface Known {
  ref: string;
  attributes: Readonly<Record<string, string>>;
}

export interface World {
  region: string;
  account: string;
  stackName: string;
  mappings: NonNullable<Template['Mappings']>;
  /** By logical id. */
  known: ReadonlyMap<string, Known>;
}

/** What stands for a property that is left out. */
const noValue = Symbol('AWS::NoValue');

/** The value with its references filled in, as CloudFormation does it; one that is not known here stops it. */
export function resolver(world: World): (value: unknown, place: Place) => unknown {
  const pseudo: Readonly<Record<string, string | typeof noValue>> = {
    'AWS::AccountId': world.account,
    'AWS::NoValue': noValue,
    'AWS::Partition': 'aws',
    'AWS::Region': world.region,
    'AWS::StackId': `arn:aws:cloudformation:${world.region}:${world.account}:stack/${world.stackName}/local`,
    'AWS::StackName': world.stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };

  return (value, place) => {
    const resolved = resolve(value, place);
    return resolved === noValue ? undefined : resolved;
  };

  function resolve(value: unknown, place: Place): unknown {
    if (Array.isArray(value)) {
      return value
        .map((item, index) => resolve(item, within(place, `[${index}]`)))
        .filter((item) => item !== noValue);
    }
    if (!isObject(value)) return value;
    const [name, ...others] = Object.keys(value);
    if (
      name !== undefined &&
      others.length === 0 &&
      (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'))
    ) {
      return call(name, value[name], within(place, `.${name}`));
    }
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, item]) => [key, resolve(item, within(place, `.${key}`))] as const)
        .filter(([, item]) => item !== noValue),
    );
  }

  function call(name: string, argument: unknown, place: Place): unknown {
    switch (name) {
      case 'Ref':
        return ref(asText(argument, place), place);
      case 'Fn::GetAtt':
        return attribute(typeof argument === 'string' ? argument : asTexts(argument, place).join('.'), place);
      case 'Fn::Join': {
        const [separator, items] = asPair(argument, place);
        return asTexts(items, place).join(asText(separator, place));
      }
      case 'Fn::Sub':
        return sub(argument, place);
      case 'Fn::FindInMap': {
        const [map = '', top = '', second = ''] = asTexts(argument, place);
        return (
          world.mappings[map]?.[top]?.[second] ??
          stop(place, `there is no ${map}.${top}.${second} in Mappings`)
        );
      }
      case 'Fn::Select': {
        const [index, items] = asPair(argument, place);
        return asTexts(items, place)[Number(index)] ?? stop(place, `the list has no item ${String(index)}`);
      }
      case 'Fn::Split': {
        const [separator, text] = asPair(argument, place);
        return asText(resolve(text, place), place).split(asText(separator, place));
      }
      default:
        return stop(place, `the intrinsic ${name} is not known here`);
    }
  }

  function ref(id: string, place: Place): string | typeof noValue {
    if (Object.hasOwn(pseudo, id)) return pseudo[id] as string;
    return world.known.get(id)?.ref ?? stop(place, `${id} does not run here, so nothing can refer to it`);
  }

  function attribute(dotted: string, place: Place): string {
    const dot = dotted.indexOf('.');
    const [id, name] = [dotted.slice(0, dot), dotted.slice(dot + 1)];
    const attributes = world.known.get(id)?.attributes;
    if (attributes === undefined) return stop(place, `${id} does not run here, so nothing can refer to it`);
    if (Object.hasOwn(attributes, name)) return attributes[name] as string;
    return stop(place, `the attribute ${name} of ${id} is not known here`);
  }

  /** `"…"`, or `["…", { variables }]`. ${!Name} is text. */
  function sub(argument: unknown, place: Place): string {
    const [text, variables] = typeof argument === 'string' ? [argument, {}] : asPair(argument, place);
    const own = isObject(variables) ? variables : stop(place, 'its variables are no object');
    return asText(text, place).replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) => {
      if (literal !== '') return `\${${name}}`;
      if (Object.hasOwn(own, name)) return asText(resolve(own[name], place), place);
      return asText(name.includes('.') ? attribute(name, place) : ref(name, place), place);
    });
  }

  function asText(value: unknown, place: Place): string {
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    return stop(place, `it is ${describe(value)} where a text belongs`);
  }

  function asTexts(value: unknown, place: Place): string[] {
    const list = resolve(value, place);
    if (!Array.isArray(list)) return stop(place, `it is ${describe(value)} where a list belongs`);
    return list.map((item) => asText(item, place));
  }

  /** As it stands: its items are resolved by whoever reads them. */
  function asPair(value: unknown, place: Place): [unknown, unknown] {
    if (Array.isArray(value) && value.length === 2) return [value[0], value[1]];
    return stop(place, `it is ${describe(value)} where a list of two belongs`);
  }

  function stop(place: Place, what: string): never {
    throw new UnsupportedTemplateError(
      place,
      what,
      'Teach it to local/template/intrinsics.ts, or do without.',
    );
  }
}

function describe(value: unknown): string {
  return value === noValue ? 'AWS::NoValue' : (JSON.stringify(value) ?? String(value));
}
