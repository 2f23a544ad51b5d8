import { createHash } from "node:crypto";

/**
 * At most so many, spread over all of them. Which ones follows from the seed alone, so that every run makes the same
 * choice; the first is always among them.
 */
export const choose = <Item extends { readonly title: string }>(
  items: readonly Item[],
  seed: string,
  atMost: number,
): readonly Item[] => {
  const [first, ...rest] = [...new Map(items.map((item) => [item.title, item])).values()];
  if (first === undefined || rest.length < atMost) return first === undefined ? [] : [first, ...rest];
  const byLot = rest.map((item) => ({ item, lot: createHash("md5").update(`${seed}: ${item.title}`).digest("hex") }));
  byLot.sort((left, right) => (left.lot < right.lot ? -1 : 1));
  return [first, ...byLot.slice(0, atMost - 1).map(({ item }) => item)];
};
