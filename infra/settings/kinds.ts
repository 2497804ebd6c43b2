import type { Report } from './problems.ts';

/** What a value may be. */
export interface Kind<T> {
  /** In words, after «it may be». */
  mayBe: string;
  /** The value as it is used. What is wrong with it is reported, and then it is not used at all. */
  read(value: unknown, path: string, report: Report): T | undefined;
  /** What the text of `-c path=text` stands for. Text that can stand for nothing stays text, and is refused by read. */
  fromText(text: string): unknown;
}

/** A value that fits or does not. */
function one<T>(
  mayBe: string,
  fits: (value: unknown) => value is T,
  fromText: (text: string) => unknown = (text) => text,
): Kind<T> {
  return {
    mayBe,
    fromText,
    read: (value, path, report) =>
      fits(value) ? value : report({ path, value, remedy: `it may be ${mayBe}` }),
  };
}

export function text(mayBe: string, fits: (value: string) => boolean): Kind<string> {
  return one(mayBe, (value): value is string => typeof value === 'string' && fits(value));
}

export function oneOf<T extends string>(...words: readonly T[]): Kind<T> {
  const quoted = words.map((word) => JSON.stringify(word));
  return one(`${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`, (value): value is T =>
    words.some((word) => word === value),
  );
}

export function wholeNumber(least: number, most: number, note?: string): Kind<number> {
  return one(
    `a whole number from ${least} to ${most}${note === undefined ? '' : ` (${note})`}`,
    (value): value is number =>
      typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most,
    (text) => (/^\d{1,15}$/.test(text) ? Number(text) : text),
  );
}

/** A list without repeats; on the command line its items stand between commas, and nothing is the empty list. */
export function listOf<T>(each: Kind<T>, most: number): Kind<readonly T[]> {
  const mayBe = `a list of at most ${most}, each ${each.mayBe}`;
  return {
    mayBe,
    fromText: (text) => (text === '' ? [] : text.split(',').map((item) => each.fromText(item.trim()))),
    read(value, path, report) {
      if (!Array.isArray(value) || value.length > most) {
        return report({ path, value, remedy: `it may be ${mayBe}` });
      }
      const items: unknown[] = Array.from(value);
      return items
        .map((item, index) => {
          const place = `${path}[${index}]`;
          const repeated = items.slice(0, index).includes(item);
          if (repeated) return report({ path: place, value: item, remedy: 'it is in the list already' });
          return each.read(item, place, report);
        })
        .filter((item) => item !== undefined);
    },
  };
}

/** A text that is no JSON stays text, and is refused by read. */
export function jsonText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
