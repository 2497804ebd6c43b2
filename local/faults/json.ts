import { FaultsError } from './error.ts';

/** JSON.parse with the place of the mistake, as editors count it. */
export function parseJson(text: string, file: string): unknown {
  const mistake = mistakeIn(text);
  if (mistake === undefined) return JSON.parse(text);
  const before = text.slice(0, placeOf(mistake, text)).split('\n');
  const place = `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
  // V8 quotes the text around it, or says where it was; the place says that better.
  const what = mistake.message.replace(
    /(?:, (?:\.\.\.)?".*"(?:\.\.\.)? is not valid JSON|(?: in JSON)? at position.*)$/s,
    '',
  );
  throw new FaultsError(`${file} is no JSON: ${what} (${place}).`, { cause: mistake });
}

function mistakeIn(text: string): Error | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** Of some mistakes V8 does not say where they are: then by which letter the text begins to have them. */
function placeOf({ message }: Error, text: string): number {
  const [, position] = / at position (\d+)/.exec(message) ?? [];
  if (position !== undefined) return Number(position);
  const [kind] = /^Unexpected token/.exec(message) ?? [];
  if (kind === undefined) return text.length;
  let [without, having] = [0, text.length];
  while (having - without > 1) {
    const middle = Math.floor((without + having) / 2);
    if (mistakeIn(text.slice(0, middle))?.message.startsWith(kind)) having = middle;
    else without = middle;
  }
  return without;
}
