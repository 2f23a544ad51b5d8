import { cutPage, fetchCount, startAfter } from "./page.ts";

/** One page of a list that is small enough to be read whole. @param all sorted by the key */
export const pageOf = <Item>(
  all: readonly Item[],
  request: Parameters<typeof startAfter>[0],
  keyOf: (item: Item) => string,
): ReturnType<typeof cutPage<Item>> => {
  const after = startAfter(request);
  const rest = after === undefined ? all : all.filter((item) => keyOf(item) > after);
  return cutPage(rest.slice(0, fetchCount(request)), request, keyOf);
};
