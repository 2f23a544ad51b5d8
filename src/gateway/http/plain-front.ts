/**
 * Stands before a `node:http` server and serves the plain connections itself, which the server would take far longer for.
 * The server gets all others as if it had accepted them.
 */
import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { Clock } from "../../base/clock.ts";
import type { PlainChannel } from "./plain-channel.ts";
import { PlainConnection, type PlainConnectionOwner } from "./plain-connection.ts";
import type { PlainRequest } from "./plain-request.ts";

export interface PlainFrontOptions {
  readonly limits: { readonly keepAliveMs: number; readonly silenceMs: number };
  readonly clock: Clock;
  /** Whether the request can be served on a plain connection. */
  readonly isPlain: (request: PlainRequest) => boolean;
  readonly serve: (channel: PlainChannel, socket: Socket) => void;
}

/** A client that goes by what it was told finds the connection open, even if its last request was long on the way. */
const KEEP_ALIVE_MARGIN_MS = 1000;

export class PlainFront implements PlainConnectionOwner {
  readonly keepAliveMs: number;
  readonly silenceMs: number;
  readonly isPlain: (request: PlainRequest) => boolean;
  readonly serve: (channel: PlainChannel, socket: Socket) => void;
  readonly giveAway: (socket: Socket) => void;
  readonly #announcedSeconds: number;
  readonly #clock: Clock;
  readonly #connections = new Set<PlainConnection>();
  #keepsAlive = true;
  #ownLines = "";
  #ownLinesSecond = Number.NaN;

  /** From now on the server gets only what is given away. */
  constructor(server: Server, { limits, clock, isPlain, serve }: PlainFrontOptions) {
    this.keepAliveMs = limits.keepAliveMs + KEEP_ALIVE_MARGIN_MS;
    this.#announcedSeconds = Math.floor(limits.keepAliveMs / 1000);
    this.silenceMs = limits.silenceMs;
    this.isPlain = isPlain;
    this.serve = serve;
    this.#clock = clock;
    const listeners = server.listeners("connection");
    server.removeAllListeners("connection");
    server.on("connection", (socket: Socket) => this.#connections.add(new PlainConnection(socket, this)));
    this.giveAway = (socket) => {
      for (const listener of listeners) listener.call(server, socket);
    };
  }

  onEnded(connection: PlainConnection): void {
    this.#connections.delete(connection);
  }

  /** Composed once a second. */
  ownLines(): { readonly text: string; readonly keepsAlive: boolean } {
    const nowMs = this.#clock.nowMs();
    const second = Math.floor(nowMs / 1000);
    if (second !== this.#ownLinesSecond) {
      this.#ownLinesSecond = second;
      const connection = this.#keepsAlive
        ? `Connection: keep-alive\r\nKeep-Alive: timeout=${this.#announcedSeconds}\r\n`
        : "Connection: close\r\n";
      this.#ownLines = `Date: ${new Date(nowMs).toUTCString()}\r\n${connection}`;
    }
    return { text: this.#ownLines, keepsAlive: this.#keepsAlive };
  }

  /** Closes connections without a request, and the others after the answer at hand. */
  closeIdle(): void {
    this.#keepsAlive = false;
    this.#ownLinesSecond = Number.NaN;
    for (const connection of this.#connections) if (connection.isIdle) connection.destroy();
  }

  closeAll(): void {
    for (const connection of this.#connections) connection.destroy();
  }
}
