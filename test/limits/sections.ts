/** A part of docs/limits.md that a script writes, between two lines of its own. */
export function sectionOf(page: string, name: string): string {
  return partsOf(page, name)[1].trim();
}

export function withSection(page: string, name: string, content: string): string {
  const [before, , after] = partsOf(page, name);
  return `${before}\n\n${content}\n\n${after}`;
}

function partsOf(page: string, name: string): [before: string, content: string, after: string] {
  const begin = `<!-- ${name}, by npm run limits -->`;
  const end = `<!-- the end of ${name} -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error(`docs/limits.md has to have the lines ${begin} and ${end}`);
  return [page.slice(0, from + begin.length), page.slice(from + begin.length, to), page.slice(to)];
}
