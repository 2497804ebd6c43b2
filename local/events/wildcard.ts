import { isInOrder } from '../in-order.ts';

/** What stands between the stars, escapes undone; undefined when the text is none that EventBridge takes. */
function partsOf(wildcard: string): string[] | undefined {
  const parts = [''];
  let star = false;
  for (let at = 0; at < wildcard.length; at++) {
    let letter = wildcard.charAt(at);
    if (letter === '*') {
      if (star) return undefined;
      star = true;
      parts.push('');
      continue;
    }
    star = false;
    if (letter === '\\') {
      at++;
      letter = wildcard.charAt(at);
      if (letter !== '*' && letter !== '\\') return undefined;
    }
    parts[parts.length - 1] += letter;
  }
  return parts;
}

/** `*` is any text, none too; `\*` and `\\` are those letters. Two stars in a row and other escapes are refused. */
export function wildcardMatcher(wildcard: string): ((text: string) => boolean) | undefined {
  const parts = partsOf(wildcard);
  return parts && ((text) => isInOrder(text, parts));
}
