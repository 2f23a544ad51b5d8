import type { IncomingMessage } from "node:http";
import { badRequest } from "../exceptions.ts";
import type { RequestHead } from "../served-service.ts";

const ABSOLUTE_FORM = /^https?:\/\/[^/?#]*/i;

/** Path and query, as sent: proxies put scheme and host before them. */
export const requestTarget = ({ url = "/" }: IncomingMessage): string =>
  url.startsWith("/") ? url : url.replace(ABSOLUTE_FORM, "");

/**
 * @throws ServiceException for a request target that is no path
 */
export const readHead = (incoming: IncomingMessage): RequestHead => {
  const target = requestTarget(incoming);
  const questionMark = target.indexOf("?");
  const path = questionMark < 0 ? target : target.slice(0, questionMark);
  if (!path.startsWith("/") && path !== "") throw badRequest("The request target must be a path.");
  return {
    method: incoming.method ?? "GET",
    path: path === "" ? "/" : path,
    query: questionMark < 0 ? "" : target.slice(questionMark + 1),
    headers: headersOf(incoming),
  };
};

/** The server joins repeated headers; only `set-cookie`, which means nothing in a request, stays a list. */
const headersOf = (incoming: IncomingMessage): Readonly<Record<string, string>> => {
  delete incoming.headers["set-cookie"];
  return incoming.headers as Readonly<Record<string, string>>;
};
