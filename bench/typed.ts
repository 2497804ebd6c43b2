import { UsageError } from '../local/typed-flags.ts';

interface Bounds {
  least: number;
  most: number;
  whole?: boolean;
}

/** undefined where nothing was typed. */
export function numberIn(flag: string, text: string | undefined, { least, most, whole = false }: Bounds) {
  if (text === undefined) return undefined;
  const number = /^\d/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most && (!whole || Number.isInteger(number))) return number;
  const kind = whole ? 'a whole number' : 'a number';
  throw new UsageError(`--${flag} is ${JSON.stringify(text)}; it may be ${kind} from ${least} to ${most}.`);
}

export function oneOf<Word extends string>(flag: string, text: string, words: readonly Word[]): Word {
  const word = words.find((each) => each === text);
  if (word !== undefined) return word;
  throw new UsageError(`--${flag} is ${JSON.stringify(text)}; it may be ${words.join(', ')}.`);
}
