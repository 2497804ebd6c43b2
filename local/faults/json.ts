import { FaultsError } from './error.ts';

/** JSON.parse with the place of the mistake, as editors count it. */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { message } = cause as Error;
    const [, position] = / at position (\d+)/.exec(message) ?? [];
    // At its end alone V8 does not say where it was.
    const before = text.slice(0, position === undefined ? text.length : Number(position)).split('\n');
    const place = `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
    const what = message.replace(/ in JSON at position.*$/s, '');
    throw new FaultsError(`${file} is no JSON: ${what} (${place}).`, { cause });
  }
}
