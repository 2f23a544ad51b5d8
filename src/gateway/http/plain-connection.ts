/**
 * One connection whose requests are plain, as those of AWS's clients nearly always are: each arrives whole and in one
 * piece, is answered, and then comes the next. With the first request that is anything else the connection is given away,
 * and with it all that was not read.
 */
import type { Socket } from "node:net";
import { ClientGone } from "../client-gone.ts";
import { EMPTY_BODY } from "./channel.ts";
import { drained } from "./drained.ts";
import { PlainChannel, type PlainWriter } from "./plain-channel.ts";
import { type PlainRequest, readPlainRequest } from "./plain-request.ts";

/** Whoever accepted the connection. */
export interface PlainConnectionOwner {
  /** How long a connection is kept for its next request. */
  readonly keepAliveMs: number;
  /** Longest that nothing may move on a connection while a request is under way. */
  readonly silenceMs: number;
  /** What the server says of the time and the connection, as header lines. */
  ownLines(): { readonly text: string; readonly keepsAlive: boolean };
  /** Whether the request can be served on a plain connection. */
  isPlain(request: PlainRequest): boolean;
  serve(channel: PlainChannel, socket: Socket): void;
  /** Takes over a socket of which nothing was read that is not yet answered. */
  giveAway(socket: Socket): void;
  /** The connection is closed, or given away. */
  onEnded(connection: PlainConnection): void;
}

/** Requests may be sent before their turn; beyond so much, no more is read until the answer at hand is sent. */
const MAX_WAITING_BYTES = 64 * 1024;
const ignore = (): void => {};

export class PlainConnection implements PlainWriter {
  readonly #socket: Socket;
  readonly #owner: PlainConnectionOwner;
  #channel: PlainChannel | undefined;
  /** What arrived behind the request at hand. */
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #isClosing = false;
  /** What is added waits for more until the event loop turns. */
  #isAdding = false;
  /** A request is under way for longer than connections are kept without one. */
  #isLasting = false;

  constructor(socket: Socket, owner: PlainConnectionOwner) {
    this.#socket = socket;
    this.#owner = owner;
    socket.setTimeout(Math.min(owner.keepAliveMs, owner.silenceMs));
    socket.on("data", this.#onData).on("end", this.#onEnd).on("close", this.#onClose);
    // A reset by the other side is no news: `close` follows and is all that matters.
    socket.on("timeout", this.#onTimeout).on("error", ignore);
  }

  get isIdle(): boolean {
    return this.#channel === undefined;
  }

  get isClosed(): boolean {
    return !this.#socket.writable;
  }

  ownLines(): string {
    const { text, keepsAlive } = this.#owner.ownLines();
    this.#isClosing = !keepsAlive;
    return text;
  }

  write(...pieces: readonly Uint8Array[]): void | Promise<void> {
    const socket = this.#socket;
    if (pieces.length > 1) socket.cork();
    for (const piece of pieces) socket.write(piece);
    if (pieces.length > 1) socket.uncork();
    if (socket.writableLength > 0) return this.flushed();
  }

  add(...pieces: readonly Uint8Array[]): void | Promise<void> {
    const socket = this.#socket;
    if (!this.#isAdding) {
      this.#isAdding = true;
      socket.cork();
      process.nextTick(this.#endAdding);
    }
    for (const piece of pieces) socket.write(piece);
    if (socket.writableNeedDrain) return drained(socket);
  }

  flushed(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.write(EMPTY_BODY, (error) => (error ? reject(new ClientGone(error)) : resolve()));
    });
  }

  destroy(): void {
    this.#socket.destroy();
  }

  next(): void {
    this.#channel = undefined;
    if (this.isClosed) return;
    if (this.#isClosing) return void this.#socket.end();
    if (this.#isLasting) this.#socket.setTimeout(Math.min(this.#owner.keepAliveMs, this.#owner.silenceMs));
    this.#isLasting = false;
    if (this.#socket.isPaused()) this.#socket.resume();
    if (this.#waiting.length === 0) return;
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#read(bytes);
  }

  #read(bytes: Buffer): void {
    const request = readPlainRequest(bytes);
    if (request === undefined || !this.#owner.isPlain(request)) return this.#giveAway(bytes);
    if (request.byteLength < bytes.length) this.#wait(bytes.subarray(request.byteLength));
    this.#channel = new PlainChannel(this, request);
    this.#owner.serve(this.#channel, this.#socket);
  }

  #wait(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > MAX_WAITING_BYTES) this.#socket.pause();
  }

  #giveAway(bytes: Buffer): void {
    const socket = this.#socket;
    socket.off("data", this.#onData).off("end", this.#onEnd).off("close", this.#onClose);
    socket.off("timeout", this.#onTimeout).off("error", ignore);
    socket.setTimeout(0);
    socket.pause();
    socket.unshift(bytes);
    this.#owner.onEnded(this);
    this.#owner.giveAway(socket);
    socket.resume();
  }

  readonly #endAdding = (): void => {
    this.#isAdding = false;
    this.#socket.uncork();
  };

  readonly #onData = (bytes: Buffer): void => {
    // Nothing waits behind an answer that is sent.
    if (this.#channel === undefined) this.#read(bytes);
    else this.#wait(bytes);
  };

  /** Whoever sends no more takes no answer either: clients of AWS end connections only as a whole. */
  readonly #onEnd = (): void => {
    this.#channel?.gone();
    this.#socket.end();
  };

  readonly #onTimeout = (): void => {
    const { keepAliveMs, silenceMs } = this.#owner;
    if (this.#channel === undefined || this.#isLasting || silenceMs <= keepAliveMs) return this.destroy();
    this.#isLasting = true;
    this.#socket.setTimeout(silenceMs - keepAliveMs);
  };

  readonly #onClose = (): void => {
    this.#channel?.gone();
    this.#owner.onEnded(this);
  };
}
