/** Keeps so many of all that it is given, each with the same chance, or all while there are no more. */
export function lot<Item>(most: number, random: () => number = Math.random) {
  const kept: Item[] = [];
  let given = 0;
  return {
    kept,
    add(item: Item): void {
      given += 1;
      if (kept.length < most) kept.push(item);
      else {
        const at = Math.floor(random() * given);
        if (at < most) kept[at] = item;
      }
    },
  };
}
