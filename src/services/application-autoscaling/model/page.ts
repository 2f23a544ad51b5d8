import { invalidNextToken } from "../exceptions.ts";

const MAX_PAGE = 50;

/** What every list operation takes. */
interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/**
 * One page of a list that is small enough to be read whole.
 * @param keyOf unique; a page goes on after the key that the one before ended with
 * @throws ServiceException for a token of no page
 */
export const pageOf = <Item>(
  all: readonly Item[],
  { MaxResults: maxResults = MAX_PAGE, NextToken: token }: PageRequest,
  keyOf: (item: Item) => string,
): { readonly items: readonly Item[]; readonly end: { readonly NextToken?: string } } => {
  const start = token === undefined ? 0 : all.findIndex((item) => toToken(keyOf(item)) === token) + 1;
  if (token !== undefined && start === 0) throw invalidNextToken();
  const items = all.slice(start, start + Math.min(Math.max(maxResults, 1), MAX_PAGE));
  const last = items.at(-1);
  const isLast = start + items.length >= all.length;
  return { items, end: isLast || last === undefined ? {} : { NextToken: toToken(keyOf(last)) } };
};

const toToken = (key: string): string => Buffer.from(key).toString("base64url");
