import type { ResponseSink } from "../invoke/contract.ts";
import type { Answer } from "./answers.ts";
import type { HttpConnection, RequestReceiver } from "./http-connection.ts";
import type { Headers } from "./http-head.ts";
import { MAX_DISCARDED_BYTES, MAX_RESPONSE_BYTES, MAX_STREAMED_RESPONSE_BYTES } from "./limits.ts";

/** Reads a body for nothing and then answers; a client that is cut off while it writes never reads the answer. */
export class Discard implements RequestReceiver {
  readonly #connection: HttpConnection;
  readonly #answer: Answer;

  constructor(connection: HttpConnection, answer: Answer) {
    this.#connection = connection;
    this.#answer = answer;
  }

  onBody(): undefined {}

  onEnd(): void {
    this.#connection.answer(this.#answer);
  }

  onAbort(): void {}
}

/** How a body came in. `Content` is what is handed over at its end. */
interface BodyEvents<Content> {
  onComplete(content: Content, trailers: Headers): void;
  /** As soon as the body passes the limit. */
  onTooLarge(): void;
  /** When the end of a body that is too large was read. */
  onTooLargeEnd(): void;
  onTruncated(): void;
}

/** Gathers one body of at most `MAX_RESPONSE_BYTES`. */
export class Reception implements RequestReceiver {
  readonly #events: BodyEvents<Uint8Array>;
  readonly #announcedBytes: number;
  /** A body that comes in one piece is never copied; of others, however small the pieces, one copy is kept. */
  #bytes: Buffer = Buffer.alloc(0);
  #length = 0;
  #tooLarge = false;
  #isWhole = false;

  /** @param announcedBytes what the sender says that it is; 0 when it does not */
  constructor(events: BodyEvents<Uint8Array>, announcedBytes = 0) {
    this.#events = events;
    this.#announcedBytes = announcedBytes;
  }

  onBody(piece: Buffer): undefined {
    if (this.#tooLarge) return;
    if (this.#length + piece.length > MAX_RESPONSE_BYTES) {
      this.#tooLarge = true;
      this.#bytes = Buffer.alloc(0);
      this.#events.onTooLarge();
    } else if (this.#length === 0) {
      this.#bytes = piece;
      this.#length = piece.length;
    } else {
      this.#append(piece);
    }
  }

  onEnd(trailers: Headers): void {
    this.#isWhole = true;
    if (this.#tooLarge) this.#events.onTooLargeEnd();
    else this.#events.onComplete(this.#bytes.subarray(0, this.#length), trailers);
  }

  onAbort(): void {
    if (!this.#tooLarge && !this.#isWhole) this.#events.onTruncated();
  }

  #append(piece: Buffer): void {
    const length = this.#length + piece.length;
    if (length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.min(Math.max(length * 2, this.#announcedBytes), MAX_RESPONSE_BYTES));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    piece.copy(this.#bytes, this.#length);
    this.#length = length;
  }
}

/** Passes one body of at most `MAX_STREAMED_RESPONSE_BYTES` on as it comes. */
export class Passage implements RequestReceiver {
  readonly maxBodyBytes = MAX_STREAMED_RESPONSE_BYTES + MAX_DISCARDED_BYTES;
  readonly #write: ResponseSink["write"];
  readonly #events: BodyEvents<undefined>;
  #length = 0;
  #tooLarge = false;
  #isWhole = false;

  constructor(write: ResponseSink["write"], events: BodyEvents<undefined>) {
    this.#write = write;
    this.#events = events;
  }

  onBody(piece: Buffer): Promise<void> | undefined {
    if (this.#tooLarge) return undefined;
    this.#length += piece.length;
    if (this.#length <= MAX_STREAMED_RESPONSE_BYTES) return this.#write(piece);
    this.#tooLarge = true;
    this.#events.onTooLarge();
    return undefined;
  }

  onEnd(trailers: Headers): void {
    this.#isWhole = true;
    if (this.#tooLarge) this.#events.onTooLargeEnd();
    else this.#events.onComplete(undefined, trailers);
  }

  onAbort(): void {
    if (!this.#tooLarge && !this.#isWhole) this.#events.onTruncated();
  }
}
