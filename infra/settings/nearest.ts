/** The name that was probably meant. The last part of a path may stand for the whole: mode for delivery.mode. */
export function nearest<Name extends string>(given: string, names: readonly Name[]): Name | undefined {
  const typed = given.slice(0, 100).toLowerCase();
  const distance = (name: string) => {
    const lower = name.toLowerCase();
    return Math.min(edits(typed, lower), edits(typed, lower.slice(lower.indexOf('.') + 1)));
  };
  const [closest] = names
    .map((name) => ({ name, distance: distance(name) }))
    .toSorted((a, b) => a.distance - b.distance);
  return closest?.name;
}

/** How many letters have to be put in, taken out or replaced to turn one word into the other (Levenshtein). */
function edits(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (const [column, wanted] of [...to].entries()) {
      const replaced = (previous[column] ?? 0) + (letter === wanted ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
