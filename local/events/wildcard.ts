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

/**
 * `*` is any text, none too; `\*` and `\\` are those letters. Two stars in a row and other escapes are refused.
 * Each part is looked for once, from where the last one ended: no text makes this slow.
 */
export function wildcardMatcher(wildcard: string): ((text: string) => boolean) | undefined {
  const parts = partsOf(wildcard);
  if (parts === undefined) return undefined;
  const [first = '', ...others] = parts;
  const last = others.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (!text.startsWith(first)) return false;
    let from = first.length;
    for (const part of others) {
      const found = text.indexOf(part, from);
      if (found === -1) return false;
      from = found + part.length;
    }
    return text.length - last.length >= from && text.endsWith(last);
  };
}
