import type { WebResponse } from "../../aws/service.ts";
import type { BodyLimit } from "../body/limits.ts";
import { ClientGone } from "../client-gone.ts";
import type { RequestHead } from "../served-service.ts";
import { type Channel, EMPTY_BODY } from "./channel.ts";
import type { PlainRequest } from "./plain-request.ts";
import { type BodyFraming, responseHead } from "./plain-response.ts";

/** Larger bodies are not worth a copy to go out with their head in one piece. */
const MAX_COPIED_BYTES = 16 * 1024;
const LAST_CHUNK = Buffer.from("0\r\n\r\n");

/** The connection, as far as one of its requests is concerned. */
export interface PlainWriter {
  /** Nothing can be sent any more. */
  readonly isClosed: boolean;
  /** Header lines of the answer at hand. It is the last one if they say so. */
  ownLines(): string;
  /**
   * Sends pieces in one go. Done when the operating system has them, which mostly is at once.
   * @throws ClientGone
   */
  write(...pieces: readonly Uint8Array[]): void | Promise<void>;
  /** Sends pieces with all that is added before the event loop turns. Done when more is wanted. */
  add(...pieces: readonly Uint8Array[]): void | Promise<void>;
  /**
   * Resolves when the operating system has everything.
   * @throws ClientGone
   */
  flushed(): Promise<void>;
  destroy(): void;
  /** The request at hand is done with. */
  next(): void;
}

/** A plain request, which has arrived whole. */
export class PlainChannel implements Channel {
  readonly #head: RequestHead;
  readonly #connection: PlainWriter;
  readonly #body: Uint8Array;
  #statusCode = 0;
  #hasBegunToAnswer = false;
  #onGone: (() => void) | undefined;

  constructor(connection: PlainWriter, { head, body }: PlainRequest) {
    this.#connection = connection;
    this.#head = head;
    this.#body = body;
  }

  readHead(): RequestHead {
    return this.#head;
  }

  get statusCode(): number {
    return this.#statusCode;
  }

  get hasBegunToAnswer(): boolean {
    return this.#hasBegunToAnswer;
  }

  onGone(callback: () => void): void {
    this.#onGone = callback;
  }

  /** The connection ended before the request did. */
  gone(): void {
    this.#onGone?.();
  }

  readBody(limit: BodyLimit): Uint8Array {
    if (this.#body.byteLength > limit.maxBytes) throw limit.tooLarge(this.#body.byteLength);
    return this.#body;
  }

  // oxlint-disable-next-line require-await -- a generator becomes an AsyncIterable only by being async
  async *streamBody(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#body.byteLength > 0) yield this.#body;
  }

  send(answer: WebResponse): void | Promise<void> {
    const { body } = answer;
    if (this.#connection.isClosed) throw new ClientGone();
    if (typeof body === "string") return this.#sendWhole(answer, Buffer.from(body));
    return body instanceof Uint8Array ? this.#sendWhole(answer, body) : this.#sendStream(answer, body);
  }

  breakOff(): void {
    this.#connection.destroy();
  }

  finish(): void {
    this.#connection.next();
  }

  #sendWhole(answer: WebResponse, body: Uint8Array): void | Promise<void> {
    const { status, headers } = answer;
    const mayHaveBody = status !== 204 && status !== 304;
    // An answer to HEAD announces the length of a body that it does not have.
    const framing: BodyFraming =
      mayHaveBody && headers["Content-Length"] === undefined
        ? { kind: "length", bytes: body.byteLength }
        : { kind: "as-it-says" };
    const head = this.#begin(answer, framing);
    const bytes = mayHaveBody && this.#head.method !== "HEAD" ? body : EMPTY_BODY;
    if (bytes.byteLength > MAX_COPIED_BYTES) return this.#connection.write(Buffer.from(head, "latin1"), bytes);
    // One buffer, one system call, one packet.
    const whole = Buffer.allocUnsafe(head.length + bytes.byteLength);
    whole.write(head, "latin1");
    whole.set(bytes, head.length);
    return this.#connection.write(whole);
  }

  async #sendStream(answer: WebResponse, body: AsyncIterable<Uint8Array>): Promise<void> {
    const hasBody = answer.status !== 204 && answer.status !== 304 && this.#head.method !== "HEAD";
    const isChunked = hasBody && answer.headers["Content-Length"] === undefined;
    const head = this.#begin(answer, { kind: isChunked ? "chunked" : "as-it-says" });
    const connection = this.#connection;
    try {
      // At once: the first piece may be long in coming.
      await connection.write(Buffer.from(head, "latin1"));
      for await (const chunk of body) {
        if (connection.isClosed) throw new ClientGone();
        if (!hasBody || chunk.byteLength === 0) continue;
        await connection.add(...(isChunked ? framed(chunk) : [chunk]));
      }
      if (isChunked) void connection.add(LAST_CHUNK);
      await connection.flushed();
    } catch (error) {
      this.breakOff();
      throw error;
    }
  }

  /** Nothing is sent yet: the head may hold what cannot be written. */
  #begin(answer: WebResponse, framing: BodyFraming): string {
    const head = responseHead(answer, framing, this.#connection.ownLines());
    this.#statusCode = answer.status;
    this.#hasBegunToAnswer = true;
    return head;
  }
}

const LINE_END = Buffer.from("\r\n");

const framed = (chunk: Uint8Array): readonly Uint8Array[] => {
  const sizeLine = Buffer.from(`${chunk.byteLength.toString(16)}\r\n`);
  const pieces = [sizeLine, chunk, LINE_END];
  return chunk.byteLength > MAX_COPIED_BYTES ? pieces : [Buffer.concat(pieces)];
};
