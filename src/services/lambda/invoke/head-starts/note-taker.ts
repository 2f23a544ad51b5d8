import { createServer, type Server, type Socket } from "node:net";
import { NOTES_PORT } from "../../../../runtimes/head-start.ts";
import type { Sandbox } from "../../../../sandbox/contract.ts";
import { MAX_NOTES_BYTES, type Notes, parseNotes } from "./notes.ts";

/**
 * Takes what the guest of one sandbox has to say, once, until it is disposed of. That must be before the function sees
 * its first event: whoever sends one must not have a say in how later environments start.
 */
export class NoteTaker implements Disposable {
  readonly #server: Server;
  readonly #onNotes: (notes: Notes) => void;
  #socket: Socket | undefined;

  /** @param onNotes told at most once, and never after the disposal */
  constructor(onNotes: (notes: Notes) => void) {
    this.#onNotes = onNotes;
    // Half open: the guest says all, then waits until it was heard.
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#read(socket));
  }

  /** @param sandbox listens on `NOTES_PORT` */
  listen(sandbox: Pick<Sandbox, "serve">): void {
    sandbox.serve(NOTES_PORT, this.#server);
  }

  [Symbol.dispose](): void {
    if (this.#server.listening) this.#server.close();
    this.#socket?.destroy();
  }

  #read(socket: Socket): void {
    this.#socket = socket;
    this.#server.close();
    const pieces: Buffer[] = [];
    let size = 0;
    // Of a guest that is gone nothing is kept.
    socket.on("error", () => socket.destroy());
    socket.on("data", (piece: Buffer) => {
      size += piece.length;
      if (size > MAX_NOTES_BYTES) socket.destroy();
      else pieces.push(piece);
    });
    socket.on("end", () => {
      const notes = socket.destroyed ? undefined : parseNotes(Buffer.concat(pieces));
      if (notes !== undefined) this.#onNotes(notes);
      socket.end();
    });
  }
}
