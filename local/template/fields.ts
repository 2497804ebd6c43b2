import { type Place, UnsupportedTemplateError, within } from './unsupported.ts';

/** Properties that change nothing on one machine, each with the reason. */
export type Irrelevant = Readonly<Record<string, string>>;

type Resolve = (value: unknown, place: Place) => unknown;

/**
 * An object of the template, of which each property is read or known not to matter.
 * A property is resolved when it is read: those that do not matter may refer to whatever they like.
 */
export class Fields {
  private readonly raw: Record<string, unknown>;
  private readonly place: Place;
  private readonly resolve: Resolve;
  private readonly rest: Set<string>;

  private constructor(raw: Record<string, unknown>, place: Place, irrelevant: Irrelevant, resolve: Resolve) {
    this.raw = raw;
    this.place = place;
    this.resolve = resolve;
    this.rest = new Set(Object.keys(raw).filter((name) => !Object.hasOwn(irrelevant, name)));
  }

  /** Reads, and stops at what was left unread. */
  static read<Result>(
    raw: unknown,
    place: Place,
    irrelevant: Irrelevant,
    resolve: Resolve,
    reading: (fields: Fields) => Result,
  ): Result {
    if (!isObject(raw)) throw wrong(place, raw, 'an object');
    const fields = new Fields(raw, place, irrelevant, resolve);
    const result = reading(fields);
    const [unread] = fields.rest;
    if (unread === undefined) return result;
    throw new UnsupportedTemplateError(
      fields.at(unread),
      'this property is not read here, so it would do nothing',
      'Read it, or name it as irrelevant, with the reason, in local/template/.',
    );
  }

  has(name: string): boolean {
    return this.raw[name] !== undefined;
  }

  text(name: string): string {
    return this.value(name, 'text', (value): value is string => typeof value === 'string');
  }

  oneOf<Word extends string>(name: string, words: readonly Word[], unlessGiven?: Word): Word {
    if (unlessGiven !== undefined && !this.has(name)) return unlessGiven;
    return this.value(name, words.join(' or '), (value): value is Word =>
      words.some((word) => word === value),
    );
  }

  whole(name: string, unlessGiven?: number): number {
    if (unlessGiven !== undefined && !this.has(name)) return unlessGiven;
    return this.value(name, 'a whole number', (value): value is number => Number.isSafeInteger(value));
  }

  flag(name: string, unlessGiven: boolean): boolean {
    if (!this.has(name)) return unlessGiven;
    return this.value(name, 'true or false', (value): value is boolean => typeof value === 'boolean');
  }

  texts(name: string): string[] {
    if (!this.has(name)) return [];
    return this.value(name, 'a list of texts', (value): value is string[] => {
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
    });
  }

  /** Names and texts, all of them read. */
  map(name: string): Record<string, string> {
    if (!this.has(name)) return {};
    return this.value(name, 'an object of texts', (value): value is Record<string, string> => {
      return isObject(value) && Object.values(value).every((item) => typeof item === 'string');
    });
  }

  /** Whatever it is made of, all of it read by somebody else. */
  json(name: string): Record<string, unknown> {
    return this.value(name, 'an object', isObject);
  }

  object<Result>(name: string, irrelevant: Irrelevant, reading: (fields: Fields) => Result): Result {
    this.rest.delete(name);
    return Fields.read(this.raw[name], this.at(name), irrelevant, this.resolve, reading);
  }

  objects<Result>(name: string, irrelevant: Irrelevant, reading: (fields: Fields) => Result): Result[] {
    this.rest.delete(name);
    const list = this.raw[name] ?? [];
    if (!Array.isArray(list)) throw wrong(this.at(name), list, 'a list');
    return list.map((item, index) =>
      Fields.read(item, within(this.at(name), `[${index}]`), irrelevant, this.resolve, reading),
    );
  }

  private value<T>(name: string, mayBe: string, fits: (value: unknown) => value is T): T {
    this.rest.delete(name);
    const value = this.resolve(this.raw[name], this.at(name));
    if (!fits(value)) throw wrong(this.at(name), value, mayBe);
    return value;
  }

  private at(name: string): Place {
    return within(this.place, this.place.inside === undefined ? `Properties.${name}` : `.${name}`);
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(place: Place, value: unknown, mayBe: string): UnsupportedTemplateError {
  const is = value === undefined ? 'is missing' : `is ${JSON.stringify(value)}`;
  return new UnsupportedTemplateError(place, `it ${is}`, `Here it may be ${mayBe}.`);
}
