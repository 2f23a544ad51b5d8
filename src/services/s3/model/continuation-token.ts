import { invalidArgument } from "../exceptions.ts";
import type { KeyPosition } from "./position.ts";

/** A position, as clients carry it from page to page without looking inside. */
export const formatToken = ({ key, inclusive }: KeyPosition): string =>
  Buffer.from(`${inclusive ? "1" : "0"}${key}`).toString("base64url");

/** @throws ServiceException for what is no token of this server */
export const parseToken = (token: string): KeyPosition => {
  const text = Buffer.from(token, "base64url").toString();
  if (!/^[01]/.test(text))
    throw invalidArgument("The continuation token provided is incorrect", "continuation-token", token || undefined);
  return { key: text.slice(1), inclusive: text.startsWith("1") };
};
