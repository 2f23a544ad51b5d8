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

/** What the header lines of a request say. */
interface HeaderBlock extends Pick<RequestHead, "headers" | "body" | "expectsContinue"> {
  readonly connection: string | undefined;
}

/** Header blocks that one connection remembers, and the longest that is worth it. */
const MAX_KNOWN_BLOCKS = 8;
const MAX_KNOWN_BLOCK_LENGTH = 1_024;

/**
 * Reads the heads of one connection's requests, strictly: whatever two readers could understand differently is refused.
 * A runtime sends the same header lines again and again; what was read once is remembered.
 * @see https://www.rfc-editor.org/rfc/rfc9112
 */
export class HeadReader {
  readonly #known = new Map<string, HeaderBlock>();

  /**
   * @param text everything before the empty line, as latin1
   * @throws MalformedRequest
   */
  read(text: string): RequestHead {
    const endOfLine = text.indexOf("\r\n");
    const requestLine = REQUEST_LINE.exec(endOfLine < 0 ? text : text.slice(0, endOfLine));
    if (requestLine === null) throw new MalformedRequest(400, "malformed request line");
    const [, method = "", target = "", minorVersion = ""] = requestLine;
    const { headers, body, connection, expectsContinue } = this.#blockOf(
      endOfLine < 0 ? "" : text.slice(endOfLine + 2),
    );
    const query = target.indexOf("?");
    const isHttp10 = minorVersion === "0";
    return {
      method,
      path: query < 0 ? target : target.slice(0, query),
      headers,
      body,
      keepAlive: isHttp10 ? connection === "keep-alive" : connection !== "close",
      isHttp10,
      expectsContinue,
    };
  }

  #blockOf(text: string): HeaderBlock {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const headers = parseHeaderLines(text);
    const block: HeaderBlock = {
      headers,
      body: framing(headers),
      connection: headers.get("connection")?.toLowerCase(),
      expectsContinue: headers.get("expect")?.toLowerCase() === "100-continue",
    };
    if (this.#known.size >= MAX_KNOWN_BLOCKS) this.#known.clear();
    if (text.length <= MAX_KNOWN_BLOCK_LENGTH) this.#known.set(text, block);
    return block;
  }
}

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
