import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Speaks HTTP by hand, for what well-behaved clients never do. */
export class RawClient implements Disposable {
  readonly socket: Socket;
  #heard = "";

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (bytes: Buffer) => {
      this.#heard += bytes.toString("latin1");
    });
    socket.on("error", () => {});
  }

  static async to(url: string): Promise<RawClient> {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    await once(socket, "connect");
    return new RawClient(socket);
  }

  say(text: string): void {
    this.socket.write(text, "latin1");
  }

  /** Waits until the other side has surely seen what was said, so far as one process can tell. */
  async settles(): Promise<void> {
    while (this.socket.writableLength > 0) await new Promise((resolve) => setImmediate(resolve));
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Waits until the answer so far matches, and returns all of it. */
  async hears(what: RegExp): Promise<string> {
    while (!what.test(this.#heard)) {
      if (this.socket.closed) throw new Error(`closed after: ${this.#heard}`);
      await Promise.race([once(this.socket, "data"), once(this.socket, "close")]);
    }
    return this.#heard;
  }

  /** Waits until the server closes, and returns all that it said. */
  async hearsOut(): Promise<string> {
    if (!this.socket.closed) await once(this.socket, "close");
    return this.#heard;
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

/** The head of a request to the fake service. */
export const requestHead = (operationName: string, ...headers: string[]): string =>
  [`POST /things/${operationName} HTTP/1.1`, "Host: localhost", ...headers, "", ""].join("\r\n");
