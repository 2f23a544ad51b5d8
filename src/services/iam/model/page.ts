import { invalidMarker } from "../exceptions.ts";

const DEFAULT_PAGE_ITEMS = 100;

/** What every list operation takes. */
export interface PageRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** What every list operation answers besides its items. */
interface PageEnd {
  readonly IsTruncated: boolean;
  readonly Marker?: string;
}

/** The key after which a page begins: the empty text at the start. @throws ValidationError for a marker of no page */
export const startAfter = ({ Marker }: PageRequest): string => {
  if (Marker === undefined) return "";
  const text = Buffer.from(Marker, "base64url").toString("utf8");
  if (!text.startsWith("after:")) throw invalidMarker();
  return text.slice("after:".length);
};

/** How many items to fetch: one more than the page holds tells whether there is another page. */
export const fetchCount = (request: PageRequest): number => (request.MaxItems ?? DEFAULT_PAGE_ITEMS) + 1;

/** Cuts what was fetched to one page. @param keyOf what `startAfter` gives back, sorted as the items are */
export const cutPage = <Item>(
  fetched: readonly Item[],
  request: PageRequest,
  keyOf: (item: Item) => string,
): { readonly items: readonly Item[]; readonly end: PageEnd } => {
  const items = fetched.slice(0, fetchCount(request) - 1);
  const last = items.at(-1);
  if (items.length === fetched.length || last === undefined) return { items, end: { IsTruncated: false } };
  const Marker = Buffer.from(`after:${keyOf(last)}`).toString("base64url");
  return { items, end: { IsTruncated: true, Marker } };
};

/** The same for lists that are short enough to be fetched whole. @param all sorted by key */
export const pageOf = <Item>(
  all: readonly Item[],
  request: PageRequest,
  keyOf: (item: Item) => string,
): { readonly items: readonly Item[]; readonly end: PageEnd } => {
  const after = startAfter(request);
  return cutPage(after === "" ? all : all.filter((item) => keyOf(item) > after), request, keyOf);
};
