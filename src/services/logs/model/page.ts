import { invalidNextToken } from "../exceptions.ts";

const DEFAULT_PAGE_ITEMS = 50;

interface PageRequest {
  readonly nextToken?: string | undefined;
  readonly limit?: number | undefined;
}

/**
 * Cuts a sorted list to one page. The token names the last item of the page before, so that what comes or goes
 * meanwhile shifts nothing.
 * @param compareKeys the order the list has
 * @throws InvalidParameterException for a token of no page
 */
export const pageOf = <Item>(
  all: readonly Item[],
  request: PageRequest,
  keyOf: (item: Item) => string,
  compareKeys: (a: string, b: string) => number = (a, b) => (a < b ? -1 : Number(a > b)),
): { readonly items: readonly Item[]; readonly nextToken: string | undefined } => {
  const after = request.nextToken === undefined ? undefined : parseToken(request.nextToken);
  const rest = after === undefined ? all : all.filter((item) => compareKeys(keyOf(item), after) > 0);
  const items = rest.slice(0, request.limit ?? DEFAULT_PAGE_ITEMS);
  const last = items.at(-1);
  const nextToken = items.length < rest.length && last !== undefined ? toToken(keyOf(last)) : undefined;
  return { items, nextToken };
};

const toToken = (key: string): string => Buffer.from(`after:${key}`).toString("base64url");

const parseToken = (token: string): string => {
  const text = Buffer.from(token, "base64url").toString("utf8");
  if (!text.startsWith("after:")) throw invalidNextToken();
  return text.slice("after:".length);
};
