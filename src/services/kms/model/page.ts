import { invalidMarker } from "../exceptions.ts";

/** What every list operation takes. */
export interface PageRequest {
  readonly Marker?: string | undefined;
  readonly Limit?: number | undefined;
}

/** What every list operation answers besides its items. */
interface PageEnd {
  readonly Truncated: boolean;
  readonly NextMarker?: string;
}

/** PARITY: fewer than may be asked for. Source: API reference of ListAliases and ListResourceTags. */
const DEFAULT_PAGE_ITEMS = 50;

const PREFIX = "after:";

/**
 * Cuts one page out of a list that is at hand as a whole.
 * @param keyOf sorted as the items are
 * @throws InvalidMarkerException for a marker that no page ended with
 */
export const pageOf = <Item>(
  all: readonly Item[],
  request: PageRequest,
  keyOf: (item: Item) => string,
): { readonly items: readonly Item[]; readonly end: PageEnd } => {
  const after = readMarker(request.Marker);
  const rest = after === undefined ? all : all.filter((item) => keyOf(item) > after);
  const items = rest.slice(0, request.Limit ?? DEFAULT_PAGE_ITEMS);
  const last = items.at(-1);
  if (items.length === rest.length || last === undefined) return { items, end: { Truncated: false } };
  return { items, end: { Truncated: true, NextMarker: Buffer.from(PREFIX + keyOf(last)).toString("base64url") } };
};

const readMarker = (marker: string | undefined): string | undefined => {
  if (marker === undefined) return undefined;
  const text = Buffer.from(marker, "base64url").toString();
  if (!text.startsWith(PREFIX)) throw invalidMarker();
  return text.slice(PREFIX.length);
};
