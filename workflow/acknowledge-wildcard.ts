import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Says to cdk-nag why a policy below this construct has a resource with a wildcard: this one, and no other. */
export function acknowledgeWildcard(scope: IConstruct, arn: string, reason: string): void {
  const id = `AwsSolutions-IAM5[Resource::${inTheSpellingOfNag(Stack.of(scope).resolve(arn))}]`;
  Validations.of(scope).acknowledge({ id, reason });
}

/** A reference is <LogicalId> or <LogicalId.Attribute> there. */
function inTheSpellingOfNag(resolved: unknown): string {
  if (typeof resolved === 'string') return resolved;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = resolved as Intrinsic;
  if (join !== undefined) return join[1].map(inTheSpellingOfNag).join(join[0]);
  return `<${attribute?.join('.') ?? Ref}>`;
}

interface Intrinsic {
  Ref?: string;
  'Fn::GetAtt'?: string[];
  'Fn::Join'?: [string, unknown[]];
}
