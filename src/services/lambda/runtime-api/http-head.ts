/** Why a request cannot be answered in its own terms. The connection is closed after it. */
export class MalformedRequest extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

/** Names in lower case; repeated headers joined by `, `. */
export type Headers = ReadonlyMap<string, string>;

export interface RequestHead {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: BodyFraming;
  readonly keepAlive: boolean;
  /** The client spoke HTTP/1.0, where staying connected must be said in the answer. */
  readonly isHttp10: boolean;
  /** The client waits for `100 Continue` before it sends the body. */
  readonly expectsContinue: boolean;
}

type BodyFraming =
  | { readonly kind: "length"; readonly bytes: number }
  /** Length by `Transfer-Encoding: chunked`. */
  | { readonly kind: "chunked" };

const REQUEST_LINE = /^([A-Z]{1,16}) (\/[!-~]*) HTTP\/1\.([01])$/;
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// oxlint-disable-next-line no-control-regex -- exactly the characters that RFC 9110 forbids in a field value
const FORBIDDEN_IN_VALUE = /[\0-\x08\x0a-\x1f\x7f]/;
const CONTENT_LENGTH = /^\d{1,15}$/;
const CHUNKED: BodyFraming = { kind: "chunked" };
const NO_BODY: BodyFraming = { kind: "length", bytes: 0 };

/**
 * Reads a request line and its headers, strictly: whatever two readers could understand differently is refused.
 * @param text everything before the empty line, as latin1
 * @throws MalformedRequest
 * @see https://www.rfc-editor.org/rfc/rfc9112
 */
export const parseRequestHead = (text: string): RequestHead => {
  const endOfLine = text.indexOf("\r\n");
  const requestLine = REQUEST_LINE.exec(endOfLine < 0 ? text : text.slice(0, endOfLine));
  if (requestLine === null) throw new MalformedRequest(400, "malformed request line");
  const [, method = "", target = "", minorVersion = ""] = requestLine;
  const headers = endOfLine < 0 ? new Map<string, string>() : parseHeaderLines(text.slice(endOfLine + 2));
  const query = target.indexOf("?");
  const isHttp10 = minorVersion === "0";
  const connection = headers.get("connection")?.toLowerCase();
  return {
    method,
    path: query < 0 ? target : target.slice(0, query),
    headers,
    body: framing(headers),
    keepAlive: isHttp10 ? connection === "keep-alive" : connection !== "close",
    isHttp10,
    expectsContinue: headers.get("expect")?.toLowerCase() === "100-continue",
  };
};

/**
 * @param text header lines (or the trailers of a chunked body) separated by CRLF
 * @throws MalformedRequest
 */
export const parseHeaderLines = (text: string): Map<string, string> => {
  const headers = new Map<string, string>();
  if (text === "") return headers;
  for (const line of text.split("\r\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0));
    if (!HEADER_NAME.test(name)) throw new MalformedRequest(400, "malformed header");
    const value = line.slice(colon + 1).trim();
    if (FORBIDDEN_IN_VALUE.test(value)) throw new MalformedRequest(400, "malformed header");
    const key = name.toLowerCase();
    const earlier = headers.get(key);
    headers.set(key, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return headers;
};

const framing = (headers: Headers): BodyFraming => {
  const length = headers.get("content-length");
  const encoding = headers.get("transfer-encoding");
  if (encoding !== undefined) {
    if (length !== undefined) throw new MalformedRequest(400, "both Content-Length and Transfer-Encoding");
    if (encoding.toLowerCase() !== "chunked") throw new MalformedRequest(501, "unsupported Transfer-Encoding");
    return CHUNKED;
  }
  if (length === undefined) return NO_BODY;
  // Two Content-Length headers arrive here joined by a comma and fail the pattern.
  if (!CONTENT_LENGTH.test(length)) throw new MalformedRequest(400, "malformed Content-Length");
  return { kind: "length", bytes: Number(length) };
};
