const HEAD_END = Buffer.from("\r\n\r\n");
const LINE_END = Buffer.from("\r\n");
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;
const CLOSES = /\r\nconnection: *close/i;
const CHUNKED = /\r\ntransfer-encoding: *chunked/i;
/** Of a body; enough to tell an error by. */
const START_BYTES = 300;
const STATUS_START = "HTTP/1.1 ".length;

/** What is known of an answer when all of it was read. */
export interface Answer {
  readonly status: number;
  /** Of the body, without the framing of chunks. */
  readonly bodyBytes: number;
  /** As much of the body as arrived with the head, or next after it: all of a short one. */
  readonly start: string;
  /** When the first byte of the body was there, on `performance.now`'s clock; 0 for an empty body. */
  readonly bodyStartedMs: number;
  /** The server takes no further request on this connection. */
  readonly closes: boolean;
}

/**
 * Reads answers off a connection, one at a time, and no more of them than a load client must know: status and length.
 * Bodies are counted, not kept. Trailers and answers without a length are not understood.
 */
export class AnswerReader {
  #pending: Buffer | undefined;
  #inBody = false;
  #chunked = false;
  /** Of the body or chunk that is being read. */
  #remaining = 0;
  #lastChunk = false;
  #answer = { status: 0, bodyBytes: 0, start: "", bodyStartedMs: 0, closes: false };

  /**
   * Takes bytes that arrived; they may be overwritten afterwards.
   * @returns the answer when these were its last
   */
  read(arrived: Buffer): Answer | undefined {
    const bytes = this.#pending === undefined ? arrived : Buffer.concat([this.#pending, arrived]);
    this.#pending = undefined;
    let at = 0;
    if (!this.#inBody) {
      const headEnd = bytes.indexOf(HEAD_END);
      if (headEnd < 0) return this.#keep(bytes);
      this.#readHead(bytes.toString("latin1", 0, headEnd));
      at = headEnd + HEAD_END.length;
    }
    return this.#chunked ? this.#readChunks(bytes, at) : this.#readBody(bytes, at);
  }

  #readHead(head: string): void {
    const status = Number(head.slice(STATUS_START, STATUS_START + 3));
    this.#answer = { status, bodyBytes: 0, start: "", bodyStartedMs: 0, closes: CLOSES.test(head) };
    const length = CONTENT_LENGTH.exec(head)?.[1];
    this.#chunked = length === undefined && CHUNKED.test(head);
    if (length === undefined && !this.#chunked) throw new Error(`an answer without a length: ${head}`);
    this.#remaining = Number(length ?? 0);
    this.#lastChunk = false;
    this.#inBody = true;
  }

  #readBody(bytes: Buffer, from: number): Answer | undefined {
    this.#count(bytes, from, bytes.length);
    this.#remaining -= bytes.length - from;
    return this.#remaining <= 0 ? this.#end() : undefined;
  }

  #readChunks(bytes: Buffer, from: number): Answer | undefined {
    let at = from;
    while (at < bytes.length) {
      if (this.#remaining === 0) {
        const lineEnd = bytes.indexOf(LINE_END, at);
        if (lineEnd < 0) return this.#keep(bytes.subarray(at));
        const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
        at = lineEnd + LINE_END.length;
        this.#lastChunk = size === 0;
        this.#remaining = size + LINE_END.length;
      }
      const end = Math.min(bytes.length, at + this.#remaining);
      this.#remaining -= end - at;
      // What ends a chunk is none of its content.
      this.#count(bytes, at, Math.max(at, end - Math.max(0, LINE_END.length - this.#remaining)));
      at = end;
      if (this.#lastChunk && this.#remaining === 0) return this.#end();
    }
    return undefined;
  }

  #count(bytes: Buffer, from: number, to: number): void {
    if (to <= from) return;
    const answer = this.#answer;
    if (answer.bodyBytes === 0) {
      answer.bodyStartedMs = performance.now();
      answer.start = bytes.toString("utf8", from, Math.min(to, from + START_BYTES));
    }
    answer.bodyBytes += to - from;
  }

  #keep(bytes: Buffer): undefined {
    this.#pending = Buffer.from(bytes);
  }

  #end(): Answer {
    this.#inBody = false;
    return this.#answer;
  }
}
