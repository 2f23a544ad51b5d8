import { invalidNextToken } from "../exceptions.ts";

/**
 * Cuts one page out of a list that is at hand as a whole. The token counts what was passed already.
 * @throws ServiceException InvalidNextToken for a token that no page ended with
 */
export const pageOf = <Item>(
  all: readonly Item[],
  { nextToken, limit }: { readonly nextToken: string | undefined; readonly limit: number },
): { readonly items: readonly Item[]; readonly nextToken: string | undefined } => {
  const start = nextToken === undefined ? 0 : parseToken(nextToken);
  const end = start + limit;
  return { items: all.slice(start, end), nextToken: end < all.length ? toToken(end) : undefined };
};

const toToken = (passed: number): string => Buffer.from(`passed:${passed}`).toString("base64url");

const parseToken = (token: string): number => {
  const passed = /^passed:(\d{1,9})$/.exec(Buffer.from(token, "base64url").toString("utf8"))?.[1];
  if (passed === undefined) throw invalidNextToken();
  return Number(passed);
};
