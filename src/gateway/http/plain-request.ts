/**
 * Reads the requests that clients of AWS send nearly always, in one look at their bytes. Whatever could be understood in
 * two ways, and whatever is rare, is left alone: it is for a complete parser.
 */
import type { RequestHead } from "../served-service.ts";

export interface PlainRequest {
  readonly head: RequestHead;
  readonly target: string;
  readonly body: Uint8Array;
  /** Bytes of head and body together: what follows belongs to the next request. */
  readonly byteLength: number;
}

/** Longer heads are left to the complete parser, which has a limit of its own. */
const MAX_HEAD_BYTES = 16 * 1024;

/**
 * Request line, header lines, empty line. Nothing here is lenient: no folded lines, no bare line feeds, no space before a
 * colon, nothing but ASCII, no fragment in the target, and no other version of HTTP.
 */
const HEAD =
  /^(GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS) (\/[!"$-~]*) HTTP\/1\.1\r\n((?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e]*\r\n)+)\r\n/;
const CONTENT_LENGTH = /^\d{1,9}$/;

/** Headers that change how the rest of the connection is read, and one that means nothing in a request. */
const NOT_PLAIN = ["transfer-encoding", "expect", "upgrade", "set-cookie"] as const;

/**
 * @param bytes what has arrived since the request before
 * @returns undefined when the request is not plain, or not whole
 * @see https://www.rfc-editor.org/rfc/rfc9112
 */
export const readPlainRequest = (bytes: Buffer): PlainRequest | undefined => {
  const text = bytes.toString("latin1", 0, Math.min(bytes.length, MAX_HEAD_BYTES));
  const [whole, method, target, lines] = HEAD.exec(text) ?? [];
  if (whole === undefined || method === undefined || target === undefined || lines === undefined) return undefined;
  const headers = readLines(lines);
  const bodyBytes = headers && bodyLength(headers);
  if (bodyBytes === undefined || headers === undefined) return undefined;
  const byteLength = whole.length + bodyBytes;
  if (byteLength > bytes.length) return undefined;
  const questionMark = target.indexOf("?");
  const head = {
    method,
    path: questionMark < 0 ? target : target.slice(0, questionMark),
    query: questionMark < 0 ? "" : target.slice(questionMark + 1),
    headers,
  };
  return { head, target, body: bytes.subarray(whole.length, byteLength), byteLength };
};

/**
 * @param lines well-formed, each with its line end
 * @returns undefined when a name comes twice, or is one that every object has, such as `constructor`
 */
const readLines = (lines: string): Record<string, string> | undefined => {
  const headers: Record<string, string> = {};
  let start = 0;
  while (start < lines.length) {
    const colon = lines.indexOf(":", start);
    const end = lines.indexOf("\r\n", colon);
    const name = lowerCase(lines.slice(start, colon));
    if (name in headers) return undefined;
    headers[name] = trimmed(lines, colon + 1, end);
    start = end + 2;
  }
  return headers;
};

/** The only white space that a line can hold here are spaces and tabs. */
const isBlank = (text: string, at: number): boolean => text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09;

/** In one cut, where `trim` would take another. */
const trimmed = (text: string, from: number, to: number): string => {
  let [start, end] = [from, to];
  while (start < end && isBlank(text, start)) start += 1;
  while (end > start && isBlank(text, end - 1)) end -= 1;
  return text.slice(start, end);
};

/** The names of headers are always the same: found again, they need no second look at each of their letters. */
const knownNames = new Map<string, string>();
const MAX_KNOWN_NAMES = 128;

const lowerCase = (name: string): string => {
  const known = knownNames.get(name);
  if (known !== undefined) return known;
  const lower = name.toLowerCase();
  if (knownNames.size < MAX_KNOWN_NAMES) knownNames.set(name, lower);
  return lower;
};

/** @returns undefined for a body whose length is not plainly announced, or a connection that is to be closed or become another */
const bodyLength = (headers: Readonly<Record<string, string>>): number | undefined => {
  if (headers["host"] === undefined) return undefined;
  for (const name of NOT_PLAIN) if (headers[name] !== undefined) return undefined;
  const { connection, "content-length": length } = headers;
  if (connection !== undefined && connection.toLowerCase() !== "keep-alive") return undefined;
  if (length === undefined) return 0;
  return CONTENT_LENGTH.test(length) ? Number(length) : undefined;
};
