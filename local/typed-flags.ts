import { type ParseArgsConfig, parseArgs } from 'node:util';

/** What was typed cannot be meant. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** What was typed, by flag. */
export function typedFlags<Known extends Options>(args: readonly string[], options: Known) {
  return understood(() => parseArgs({ args: [...args], options }).values);
}

/** The same, and the words that were typed beside flags. */
export function typedWords<Known extends Options>(args: readonly string[], options: Known) {
  return understood(() => parseArgs({ args: [...args], options, allowPositionals: true }));
}

function understood<Typed>(parse: () => Typed): Typed {
  try {
    return parse();
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

/** What `-c` gave. */
export function settingIn(text: string, example: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) {
    throw new UsageError(`-c ${text} is no setting; it is written path=value, as in -c ${example}.`);
  }
  return [text.slice(0, at), text.slice(at + 1)];
}

interface Bounds {
  least: number;
  most: number;
  whole?: boolean;
  /** Written in digits alone: nobody has a port 4e3. */
  digits?: boolean;
}

/** undefined where nothing was typed. */
export function numberIn(
  flag: string,
  text: string | undefined,
  { least, most, whole = false, digits = false }: Bounds,
) {
  if (text === undefined) return undefined;
  const number = (digits ? /^\d+$/ : /^\d/).test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most && (!whole || Number.isInteger(number))) return number;
  const kind = whole ? 'a whole number' : 'a number';
  throw new UsageError(`--${flag} is ${JSON.stringify(text)}; it may be ${kind} from ${least} to ${most}.`);
}

export function oneOf<Word extends string>(flag: string, text: string, words: readonly Word[]): Word {
  const word = words.find((each) => each === text);
  if (word !== undefined) return word;
  throw new UsageError(`--${flag} is ${JSON.stringify(text)}; it may be ${words.join(', ')}.`);
}
