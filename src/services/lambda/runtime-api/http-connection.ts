import type { Socket } from "node:net";
import { STATUS_CODES } from "node:http";
import { type Answer, malformedRequest } from "./answers.ts";
import { type Headers, MalformedRequest, type RequestHead } from "./http-head.ts";
import { MAX_DISCARDED_BYTES } from "./limits.ts";
import { RequestReader } from "./request-reader.ts";

/** Takes in one request after its head. Exactly one answer is due, at the end of the body or later. */
export interface RequestReceiver {
  /** Of a longer body the connection is cut. Without it, what may be thrown away. */
  readonly maxBodyBytes?: number;
  /** @returns a promise when the rest of the body has to wait: its sender is held back until then */
  onBody(bytes: Buffer): Promise<void> | undefined;
  onEnd(trailers: Headers): void;
  /** The connection is gone before the answer was given. */
  onAbort(): void;
}

/** Whoever knows what the requests mean. */
export interface RequestListener {
  onRequest(head: RequestHead, connection: HttpConnection): RequestReceiver;
}

/** Unread bytes behind an unanswered request beyond which the socket is no longer read. */
const MAX_PIPELINED_BYTES = 65_536;

/** A body up to this size is copied behind its head, a longer one written as it is: either costs less than the other. */
const MAX_COPIED_BYTES = 16_384;

/** A request that a snapshot was taken behind: it is not sent again by the runtime that goes on from there. */
const SENT_BEFORE: RequestHead = {
  method: "GET",
  path: "/",
  headers: new Map(),
  body: { kind: "length", bytes: 0 },
  keepAlive: true,
  isHttp10: false,
  expectsContinue: false,
};

/**
 * One connection to the Runtime API. Speaks HTTP/1.1 by hand since this is the hot path and the requests are few
 * and simple; distrusts everything since the function's code can connect as well as its runtime.
 * Requests are taken one after the other: a pipelined one waits for the answer to the one before.
 */
export class HttpConnection {
  readonly #socket: Socket;
  readonly #listener: RequestListener;
  readonly #reader = new RequestReader();
  #head: RequestHead | undefined;
  #receiver: RequestReceiver | undefined;
  /** An answer that goes out with the one after it. */
  #unsent: Buffer | undefined;
  /** The long body of the last one. */
  #unsentBody: Uint8Array | undefined;
  #bodyEnded = false;
  #bodyBytes = 0;
  /** Whoever takes the body in wants no more of it for now. */
  #isHeldBack = false;
  /** Nothing more will come than what waits to be read. */
  #isEnded = false;
  #pumping = false;
  #closing = false;

  constructor(socket: Socket, listener: RequestListener) {
    this.#socket = socket;
    this.#listener = listener;
    socket.on("data", (chunk: Buffer) => {
      if (this.#closing) return;
      this.#reader.push(chunk);
      this.#pump();
    });
    socket.on("drain", () => this.#pump());
    // A reset by the other side is no news: `close` follows and is all that matters.
    socket.on("error", () => {});
    socket.on("end", () => this.#end());
    socket.on("close", () => this.#end());
  }

  /** Answers the request at hand. */
  answer(answer: Answer): void {
    this.#conclude(answer);
    this.#send();
    this.#pump();
  }

  /**
   * Answers the request at hand of a client that may have sent the next one already. Both answers go out together then:
   * who did not wait for the first one does not miss it before the second.
   */
  answerWithNext(answer: Answer): void {
    this.#conclude(answer);
    this.#pump();
    if (this.#head === undefined) this.#send();
  }

  /** Makes an answer due to a request that was sent on another connection, whose place this one takes. */
  takePlace(): void {
    this.#head = SENT_BEFORE;
    this.#bodyEnded = true;
  }

  /** Cuts the connection without an answer. */
  destroy(): void {
    this.#closing = true;
    this.#socket.destroy();
  }

  /** Reads on even if the socket was held back, so that its end is noticed. */
  resume(): void {
    this.#socket.resume();
  }

  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (!this.#closing && this.#mayRead() && this.#readPart());
    } catch (error) {
      if (!(error instanceof MalformedRequest)) throw error;
      this.#refuse(error);
    } finally {
      this.#pumping = false;
    }
    this.#holdBack();
  }

  #mayRead(): boolean {
    const waitsForAnswer = this.#head !== undefined && this.#bodyEnded;
    return !waitsForAnswer && !this.#isHeldBack && !this.#socket.writableNeedDrain;
  }

  #readPart(): boolean {
    const part = this.#reader.read();
    if (part === undefined) return false;
    switch (part.kind) {
      case "head":
        this.#begin(part.head);
        return true;
      case "body":
        this.#takeBody(part.bytes);
        return true;
      case "end":
        this.#bodyEnded = true;
        this.#receiver?.onEnd(part.trailers);
        return true;
      default:
        return part satisfies never;
    }
  }

  #takeBody(bytes: Buffer): void {
    this.#bodyBytes += bytes.length;
    if (this.#bodyBytes > (this.#receiver?.maxBodyBytes ?? MAX_DISCARDED_BYTES)) {
      this.destroy();
      return;
    }
    const wanted = this.#receiver?.onBody(bytes);
    if (wanted !== undefined) void this.#holdBackUntil(wanted);
  }

  async #holdBackUntil(wanted: Promise<void>): Promise<void> {
    this.#isHeldBack = true;
    await wanted;
    this.#isHeldBack = false;
    this.#pump();
    if (this.#isEnded) this.#end();
  }

  /** What arrived before the end counts, also when it had to wait. */
  #end(): void {
    this.#isEnded = true;
    if (!this.#isHeldBack) this.#abort();
  }

  #begin(head: RequestHead): void {
    this.#head = head;
    this.#bodyEnded = false;
    this.#bodyBytes = 0;
    this.#receiver = this.#listener.onRequest(head, this);
    if (!head.expectsContinue || this.#head !== head) return;
    this.#send();
    this.#socket.write("HTTP/1.1 100 Continue\r\n\r\n");
  }

  #refuse(problem: MalformedRequest): void {
    this.#abort();
    this.#closing = true;
    this.#compose(malformedRequest(problem.statusCode, problem.message), "Connection: close\r\n");
    this.#send();
  }

  #conclude(answer: Answer): void {
    const head = this.#head;
    if (head === undefined || this.#closing) return;
    // An answer before the end of the body leaves bytes behind that would be taken for a request.
    const keepAlive = head.keepAlive && this.#bodyEnded;
    this.#head = undefined;
    this.#receiver = undefined;
    this.#closing = !keepAlive;
    this.#compose(answer, keepAlive ? (head.isHttp10 ? "Connection: keep-alive\r\n" : "") : "Connection: close\r\n");
  }

  #compose({ statusCode, headers, body }: Answer, connectionHeader: string): void {
    const head =
      `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? ""}\r\n${headers}` +
      `Content-Length: ${body.byteLength}\r\n${connectionHeader}\r\n`;
    if (this.#unsentBody !== undefined) this.#send();
    const isLong = body.byteLength > MAX_COPIED_BYTES;
    const before = this.#unsent?.length ?? 0;
    const bytes = Buffer.allocUnsafe(before + head.length + (isLong ? 0 : body.byteLength));
    if (this.#unsent !== undefined) bytes.set(this.#unsent);
    bytes.write(head, before, "latin1");
    if (!isLong) bytes.set(body, before + head.length);
    this.#unsent = bytes;
    this.#unsentBody = isLong ? body : undefined;
  }

  /** One write, one packet, one wake-up of the other side. */
  #send(): void {
    const bytes = this.#unsent;
    const body = this.#unsentBody;
    if (bytes === undefined) return;
    this.#unsent = undefined;
    this.#unsentBody = undefined;
    if (body === undefined) {
      this.#socket.write(bytes);
    } else {
      this.#socket.cork();
      this.#socket.write(bytes);
      this.#socket.write(body);
      this.#socket.uncork();
    }
    if (this.#closing) this.#socket.end();
  }

  #abort(): void {
    const receiver = this.#receiver;
    this.#head = undefined;
    this.#receiver = undefined;
    receiver?.onAbort();
  }

  #holdBack(): void {
    if (this.#reader.pendingBytes > MAX_PIPELINED_BYTES && !this.#mayRead()) this.#socket.pause();
    else if (this.#socket.isPaused()) this.#socket.resume();
  }
}
