import type { Template } from 'aws-cdk-lib/assertions';
import { resourcesOf } from './synthesized.ts';

/** What each role may do: "action on resource", without the hashes of logical ids. */
export function grantsOf(template: Template): Record<string, string[]> {
  const grants: Record<string, Set<string>> = {};
  for (const [, { Properties }] of resourcesOf(template, 'AWS::IAM::Policy')) {
    for (const { Effect, Action, Resource, Condition } of Properties.PolicyDocument.Statement) {
      if (Effect !== 'Allow' || Condition !== undefined)
        throw new Error('A statement that this test does not read');
      for (const role of Properties.Roles) {
        const name = readable(role).replace(/^<|Role>$/g, '');
        grants[name] ??= new Set();
        for (const action of [Action].flat()) {
          for (const resource of [Resource].flat()) grants[name].add(`${action} on ${readable(resource)}`);
        }
      }
    }
  }
  return Object.fromEntries(Object.entries(grants).map(([name, all]) => [name, [...all].toSorted()]));
}

/** An intrinsic function as text: references in angle brackets. */
export function readable(value: unknown): string {
  if (typeof value === 'string') return value;
  const {
    Ref,
    'Fn::GetAtt': attribute,
    'Fn::Join': join,
  } = value as {
    Ref?: string;
    'Fn::GetAtt'?: [string, string];
    'Fn::Join'?: [string, unknown[]];
  };
  if (Ref !== undefined) return `<${withoutHash(Ref)}>`;
  if (attribute !== undefined)
    return `<${withoutHash(attribute[0])}${attribute[1] === 'Arn' ? '' : `.${attribute[1]}`}>`;
  return (join?.[1] ?? []).map(readable).join(join?.[0]);
}

function withoutHash(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}
