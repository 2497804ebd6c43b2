import { type ParseArgsConfig, parseArgs } from 'node:util';

/** What was typed cannot be meant. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What was typed, by flag. */
export function typedFlags<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options }).values;
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
