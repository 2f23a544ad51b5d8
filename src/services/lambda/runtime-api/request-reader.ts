import { ByteQueue } from "./byte-queue.ts";
import { HeadReader, type Headers, MalformedRequest, parseHeaderLines, type RequestHead } from "./http-head.ts";

/**
 * Longest head of a request. AWS's clients send a stack trace of up to 1 MiB in
 * `Lambda-Runtime-Function-XRay-Error-Cause`; Go's server, which AWS uses, allows 4 KiB beyond that.
 */
const MAX_HEAD_BYTES = 1_048_576 + 4_096;
/** Longest line that announces a chunk, extensions included. */
const MAX_CHUNK_LINE_BYTES = 1_024;
const MAX_TRAILER_BYTES = 1_048_576 + 4_096;

export type RequestPart =
  | { readonly kind: "head"; readonly head: RequestHead }
  | { readonly kind: "body"; readonly bytes: Buffer }
  | { readonly kind: "end"; readonly trailers: Headers };

const NO_TRAILERS: Headers = new Map();
const END: RequestPart = { kind: "end", trailers: NO_TRAILERS };
const CHUNK_SIZE = /^([0-9a-fA-F]{1,12})[ \t]*(?:;.*)?$/;

type Expecting = "head" | "body" | "chunk-line" | "chunk-bytes" | "chunk-end" | "trailers" | "end";

/**
 * Cuts the bytes of one connection into requests. The connection pushes what arrives and reads parts until
 * there is none, which is also how it holds back a second request until the first one is answered.
 */
export class RequestReader {
  readonly #queue = new ByteQueue();
  readonly #heads = new HeadReader();
  #expecting: Expecting = "head";
  /** How much of an unfinished line or head was searched already. */
  #searched = 0;
  #bodyBytesLeft = 0;

  push(chunk: Buffer): void {
    this.#queue.push(chunk);
  }

  /** Bytes that wait to be read. */
  get pendingBytes(): number {
    return this.#queue.length;
  }

  /**
   * @returns undefined when more bytes are needed
   * @throws MalformedRequest after which the reader must not be used again
   */
  read(): RequestPart | undefined {
    switch (this.#expecting) {
      case "head":
        return this.#readHead();
      case "body":
      case "chunk-bytes":
        return this.#readBody();
      case "chunk-line":
        return this.#readChunkLine();
      case "chunk-end":
        return this.#readChunkEnd();
      case "trailers":
        return this.#readTrailers();
      case "end":
        this.#expecting = "head";
        return END;
      default:
        return this.#expecting satisfies never;
    }
  }

  #readHead(): RequestPart | undefined {
    // An empty line before a request is allowed; some clients end a body with one that they do not count.
    while (this.#queue.startsWithLineEnd()) this.#queue.skip(2);
    const text = this.#takeUntil("\r\n\r\n", MAX_HEAD_BYTES, 431);
    if (text === undefined) return undefined;
    const head = this.#heads.read(text);
    if (head.body.kind === "chunked") {
      this.#expecting = "chunk-line";
    } else {
      this.#bodyBytesLeft = head.body.bytes;
      this.#expecting = head.body.bytes === 0 ? "end" : "body";
    }
    return { kind: "head", head };
  }

  #readBody(): RequestPart | undefined {
    if (this.#queue.length === 0) return undefined;
    const bytes = this.#queue.take(this.#bodyBytesLeft);
    this.#bodyBytesLeft -= bytes.length;
    if (this.#bodyBytesLeft === 0) this.#expecting = this.#expecting === "body" ? "end" : "chunk-end";
    return { kind: "body", bytes };
  }

  #readChunkLine(): RequestPart | undefined {
    const line = this.#takeUntil("\r\n", MAX_CHUNK_LINE_BYTES, 400);
    if (line === undefined) return undefined;
    const size = CHUNK_SIZE.exec(line);
    if (size === null) throw new MalformedRequest(400, "malformed chunk size");
    this.#bodyBytesLeft = Number.parseInt(size[1] ?? "", 16);
    this.#expecting = this.#bodyBytesLeft === 0 ? "trailers" : "chunk-bytes";
    return this.read();
  }

  #readChunkEnd(): RequestPart | undefined {
    if (this.#queue.length < 2) return undefined;
    if (this.#queue.takeLatin1(2) !== "\r\n") throw new MalformedRequest(400, "chunk longer than announced");
    this.#expecting = "chunk-line";
    return this.read();
  }

  #readTrailers(): RequestPart | undefined {
    // Without trailers the empty line follows at once, so the search for a blank line would miss it.
    if (this.#queue.startsWithLineEnd()) {
      this.#queue.skip(2);
      this.#searched = 0;
      this.#expecting = "head";
      return END;
    }
    const text = this.#takeUntil("\r\n\r\n", MAX_TRAILER_BYTES, 431);
    if (text === undefined) return undefined;
    this.#expecting = "head";
    return { kind: "end", trailers: parseHeaderLines(text) };
  }

  #takeUntil(mark: string, maxBytes: number, statusCode: number): string | undefined {
    const near = this.#searched === 0 ? this.#queue.takeNearText(mark) : undefined;
    if (near !== undefined) return near;
    const found = this.#queue.indexOf(mark, Math.max(this.#searched - mark.length, 0));
    if (found > maxBytes || (found < 0 && this.#queue.length > maxBytes + mark.length)) {
      throw new MalformedRequest(statusCode, "line or head too long");
    }
    if (found < 0) {
      this.#searched = this.#queue.length;
      return undefined;
    }
    this.#searched = 0;
    const text = this.#queue.takeLatin1(found);
    this.#queue.skip(mark.length);
    return text;
  }
}
