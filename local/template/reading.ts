import type { Named } from './addresses.ts';
import type { Fields, Irrelevant } from './fields.ts';
import type { RunningType } from './template.ts';

/** What a reader of resources needs besides the resource. */
export interface Reading {
  assembly: string | undefined;
  fields<Result>(resource: Named, irrelevant: Irrelevant, reading: (fields: Fields) => Result): Result;
  /** The ARN of such a resource of this template; anything else stops it. */
  arnOf(resource: Named, type: RunningType, arnOrName: string): string;
}
