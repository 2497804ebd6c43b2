import { longestPayload } from '../interpreter.ts';
import { Problem } from './problem.ts';

/** What was sent, read field by field: a wrong type is a SerializationException, a wrong value a ValidationException. */
export class Fields {
  readonly #given: Readonly<Record<string, unknown>>;

  constructor(body: Buffer) {
    let given: unknown;
    try {
      given = body.length === 0 ? {} : JSON.parse(body.toString());
    } catch {
      throw new Problem('SerializationException', 'The body is not JSON.');
    }
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      throw new Problem('SerializationException', 'The body has to be a JSON object.');
    }
    this.#given = given as Record<string, unknown>;
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw invalid(name, value, 'Member must not be null or empty');
    return value;
  }

  text(name: string): string | undefined {
    return this.#of(name, 'string') as string | undefined;
  }

  flag(name: string): boolean | undefined {
    return this.#of(name, 'boolean') as boolean | undefined;
  }

  oneOf<Value extends string>(name: string, values: readonly Value[]): Value | undefined {
    const value = this.text(name) as Value | undefined;
    if (value !== undefined && !values.includes(value)) {
      throw invalid(name, value, `Member must satisfy enum value set: [${values.join(', ')}]`);
    }
    return value;
  }

  /** 0 and nothing are the default of a hundred, as on AWS; a thousand is the most. */
  pageSize(): number {
    const value = this.#of('maxResults', 'number') as number | undefined;
    if (value === undefined || value === 0) return 100;
    if (!Number.isInteger(value) || value < 0 || value > 1000) {
      throw invalid('maxResults', value, 'Member must be an integer from 0 to 1000');
    }
    return value;
  }

  /** Where a page begins; made by `tokenFor`. */
  token(): number | undefined {
    const token = this.text('nextToken');
    if (token === undefined) return undefined;
    const [, position] = /^after:(\d{1,15})$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
    if (position === undefined) throw new Problem('InvalidToken', `Invalid Token: '${token}'`);
    return Number(position);
  }

  executionInput(): string {
    const input = this.text('input') ?? '{}';
    if (Buffer.byteLength(input) > longestPayload) {
      throw invalid('input', undefined, `Member must have length less than or equal to ${longestPayload}`);
    }
    const refused = (why: string) =>
      new Problem('InvalidExecutionInput', `Invalid State Machine Execution Input: '${why}'`);
    try {
      JSON.parse(input);
    } catch (error) {
      throw refused((error as Error).message);
    }
    if (nesting(input) > deepestInput) throw refused(`it is nested more than ${deepestInput} levels deep`);
    return input;
  }

  executionName(): string | undefined {
    const name = this.text('name');
    if (name === undefined) return undefined;
    if (name.length < 1 || name.length > 80 || forbidden.test(name)) {
      throw new Problem('InvalidName', `Invalid Name: '${name}'`);
    }
    return name;
  }

  #of(name: string, type: 'string' | 'boolean' | 'number'): unknown {
    const value = this.#given[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== type) {
      throw new Problem('SerializationException', `${name} has to be a ${type}, and is a ${typeof value}.`);
    }
    return value;
  }
}

export function tokenFor(position: number): string {
  return Buffer.from(`after:${position}`).toString('base64url');
}

const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]|[\ufffe\uffff]|[\ud800-\udfff]/u;

function invalid(name: string, value: unknown, constraint: string): Problem {
  const shown = value === undefined ? '' : `Value '${value}' at `;
  return new Problem(
    'ValidationException',
    `1 validation error detected: ${shown}'${name}' failed to satisfy constraint: ${constraint}`,
  );
}

/** Far above any event, and far below what ends the stack of whoever walks through it. */
const deepestInput = 500;

/** Of text that is JSON. */
function nesting(json: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    else if (token === ']' || token === '}') depth--;
  }
  return deepest;
}
