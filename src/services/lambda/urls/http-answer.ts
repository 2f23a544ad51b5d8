import { validateHeaderName, validateHeaderValue } from "node:http";

/** Status and headers as a function means them. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
}

/** What a function says of its HTTP answer, beside the body. */
export interface HttpAnswerSource {
  readonly statusCode?: unknown;
  readonly headers?: unknown;
  readonly cookies?: unknown;
}

/** What the connection, or this server, says by itself. PARITY: functions' own are renamed, as AWS does. */
const REMAPPED: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "date",
  "keep-alive",
  "proxy-authenticate",
  "server",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "www-authenticate",
]);

/**
 * @param contentType unless the function says another one
 * @returns undefined when it is no HTTP answer
 */
export const httpAnswer = (source: HttpAnswerSource, contentType: string): HttpAnswer | undefined => {
  const status = source.statusCode === undefined ? 200 : Number(source.statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(objectOf(source.headers))) {
    if (value === null || value === undefined) continue;
    const lowerCase = name.toLowerCase();
    headers[REMAPPED.has(lowerCase) ? `x-amzn-remapped-${lowerCase}` : lowerCase] = textOf(value);
  }
  headers["content-type"] ??= contentType;
  const cookies = [...listOf(headers["set-cookie"]), ...listOf(source.cookies)].map(textOf);
  if (cookies.length > 0) headers["set-cookie"] = cookies;
  return Object.entries(headers).every(isSendable) ? { status, headers } : undefined;
};

const objectOf = (value: unknown): object => (typeof value === "object" && value !== null ? value : {});

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/** Numbers and the like as themselves, lists joined, the rest as JSON. */
const textOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(textOf).join(",");
  return typeof value === "string" ? value : JSON.stringify(value);
};

const isSendable = ([name, value]: readonly [string, string | readonly string[]]): boolean => {
  try {
    validateHeaderName(name);
    for (const one of listOf(value)) validateHeaderValue(name, String(one));
    return true;
  } catch {
    return false;
  }
};
