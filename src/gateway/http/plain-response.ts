/** The head of an answer as bytes on the wire. */
import { STATUS_CODES } from "node:http";
import type { WebResponse } from "../../aws/service.ts";

const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Line ends above all: with one in a value, whoever chose it could write answers of their own. */
const FORBIDDEN_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/;

/** How the receiver learns where the body ends. */
export type BodyFraming =
  | { readonly kind: "length"; readonly bytes: number }
  | { readonly kind: "chunked" }
  /** The answer has no body, or says its length itself. */
  | { readonly kind: "as-it-says" };

/** @throws TypeError for a header that cannot be written: nothing of the answer may be sent then */
export const responseHead = (
  { status, headers }: Pick<WebResponse, "status" | "headers">,
  framing: BodyFraming,
  /** What the server itself has to say; with line ends. */
  ownLines: string,
): string => {
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Unknown"}\r\n`;
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === "string") head += headerLine(name, value);
    else for (const one of value ?? []) head += headerLine(name, one);
  }
  if (framing.kind === "length") head += `Content-Length: ${framing.bytes}\r\n`;
  else if (framing.kind === "chunked") head += "Transfer-Encoding: chunked\r\n";
  return `${head}${ownLines}\r\n`;
};

/** Names that were looked at before. There are few of them, all our own. */
const knownNames = new Set<string>();
const MAX_KNOWN_NAMES = 256;

const checkName = (name: string): void => {
  if (!HEADER_NAME.test(name)) throw new TypeError(`not the name of a header: ${JSON.stringify(name)}`);
  if (knownNames.size < MAX_KNOWN_NAMES) knownNames.add(name);
};

const headerLine = (name: string, value: string): string => {
  if (!knownNames.has(name)) checkName(name);
  if (FORBIDDEN_IN_VALUE.test(value)) throw new TypeError(`not the value of a header: ${name}`);
  return `${name}: ${value}\r\n`;
};
