import type { Template } from 'aws-cdk-lib/assertions';
import { resourcesOf } from './synthesized.ts';

/** A statement of any policy, or what a Lambda permission has in its place. */
export interface Statement {
  Effect: string;
  Principal?: unknown;
  Action: string | string[];
  Resource?: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

/** What each role may do: "action on resource", without the hashes of logical ids; a role without any has none. */
export function grantsOf(template: Template): Record<string, string[]> {
  const roles = resourcesOf(template, 'AWS::IAM::Role').map(([id, { Properties }]) => {
    const { Policies = [], ManagedPolicyArns = [] } = Properties;
    if (Policies.length > 0 || ManagedPolicyArns.length > 0) throw new Error(`${id} has policies of its own`);
    return [roleName({ Ref: id }), new Set<string>()] as const;
  });
  const grants = new Map(roles);
  for (const [id, { Properties }] of resourcesOf(template, 'AWS::IAM::Policy')) {
    for (const statement of Properties.PolicyDocument.Statement as Statement[]) {
      if (statement.Effect !== 'Allow') throw new Error(`${id} denies, which this test does not read`);
      for (const role of Properties.Roles) {
        const all = grants.get(roleName(role));
        if (all === undefined) throw new Error(`${id} is of a role that is not in the template`);
        for (const each of pairsOf(statement)) all.add(each);
      }
    }
  }
  return Object.fromEntries([...grants].map(([name, all]) => [name, [...all].toSorted()]));
}

/** A statement as one text for each action and resource, with whom it is about and when, where it says so. */
export function pairsOf({ Effect, Principal, Action, Resource, Condition }: Statement): string[] {
  const who = Principal === undefined ? '' : `${Effect} ${principal(Principal)}: `;
  const when = Condition === undefined ? '' : ` if ${condition(Condition)}`;
  return [Action].flat().flatMap((action) => {
    if (Resource === undefined) return [`${who}${action}${when}`];
    return [Resource].flat().map((resource) => `${who}${action} on ${readable(resource)}${when}`);
  });
}

function principal(value: unknown): string {
  if (typeof value === 'string') return value;
  const kinds = Object.values(value as Record<string, unknown>);
  return kinds.map(readable).join(' and ');
}

function condition(value: NonNullable<Statement['Condition']>): string {
  const all = Object.entries(value).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, right]) => `${key} ${operator} ${readable(right)}`),
  );
  return all.toSorted().join(' and ');
}

function roleName(role: unknown): string {
  return readable(role).replace(/^<|Role>$/g, '');
}

/** An intrinsic function as text: references in angle brackets. */
export function readable(value: unknown): string {
  if (typeof value !== 'object') return `${value}`;
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
