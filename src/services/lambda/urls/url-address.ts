/** Where a request to a function URL leads. */
export interface UrlAddress {
  readonly urlId: string;
  /** As the function sees it: percent-encoded, without the query. */
  readonly path: string;
}

/** The first two labels of AWS's host names; what follows them is how the client finds this server. */
const HOST = /^([a-z0-9]{32})\.lambda-url\./i;
/** For clients that do not find names below `localhost`. */
const PATH = /^\/_lambkin\/function-urls\/([a-z0-9]{32})(?=[/?]|$)/;

/**
 * @param target path and query, as sent
 * @returns undefined when the request is not for a function URL
 */
export const urlAddress = (host: string, target: string): UrlAddress | undefined => {
  const [, hostId] = host.includes(".lambda-url.") ? (HOST.exec(host) ?? []) : [];
  // Host names know no case; ids are made in lower case.
  if (hostId !== undefined) return { urlId: hostId.toLowerCase(), path: pathOf(target) };
  const [prefix, pathId] = target.startsWith("/_lambkin/") ? (PATH.exec(target) ?? []) : [];
  if (prefix === undefined || pathId === undefined) return undefined;
  return { urlId: pathId, path: pathOf(target.slice(prefix.length)) };
};

const pathOf = (target: string): string => {
  const path = target.split("?", 1)[0] ?? "";
  return path === "" ? "/" : path;
};
