/** All items of a list that is read a page at a time; the next page begins after the item that `name` names. */
export function* everyPage<Name extends string, Item extends Record<Name, string>>(
  name: Name,
  page: (more: { limit: number; after?: string }) => Item[],
): Generator<Item> {
  const limit = 1000;
  for (let items = page({ limit }), last = items.at(-1); last; last = items.at(-1)) {
    yield* items;
    items = page({ limit, after: last[name] });
  }
}
