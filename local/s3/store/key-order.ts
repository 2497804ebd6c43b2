/** As S3 orders keys: by their bytes in UTF-8, which is not how strings of UTF-16 compare. */
export function compareKeys(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** The least key that is greater than `key`. */
export function keyAfter(key: string): string {
  return `${key}\0`;
}

/** The least key that is greater than all that begin with the prefix; none when every key is smaller. */
export function keyAfterPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === 0x10ffff) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}
