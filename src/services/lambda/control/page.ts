import { invalidParameter } from "../exceptions.ts";

/** PARITY: the model allows to ask for 10,000; more than this never come. */
const MAX_PAGE = 50;

/** What every list operation takes. */
interface PageRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** The key after which a page begins, undefined at the start. @throws ServiceException for a marker of no page */
export const startAfter = ({ Marker: marker }: PageRequest): string | undefined => {
  if (marker === undefined) return undefined;
  const key = Buffer.from(marker, "base64url").toString();
  if (toMarker(key) !== marker) throw invalidMarker();
  return key;
};

export const invalidMarker = () => invalidParameter("The marker is not valid.");

/** How many items to fetch: one more than the page holds tells whether there is another page. */
export const fetchCount = ({ MaxItems: maxItems }: PageRequest): number => Math.min(maxItems ?? MAX_PAGE, MAX_PAGE) + 1;

/** Cuts what was fetched to one page. @param keyOf what `startAfter` gives back for the next one */
export const cutPage = <Item>(
  fetched: readonly Item[],
  request: PageRequest,
  keyOf: (item: Item) => string,
): { readonly items: readonly Item[]; readonly end: { readonly NextMarker?: string } } => {
  const items = fetched.slice(0, fetchCount(request) - 1);
  const last = items.at(-1);
  if (items.length === fetched.length || last === undefined) return { items, end: {} };
  return { items, end: { NextMarker: toMarker(keyOf(last)) } };
};

const toMarker = (key: string): string => Buffer.from(key).toString("base64url");
