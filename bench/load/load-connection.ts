import { connect, type Socket } from "node:net";
import { type Answer, AnswerReader } from "./answer-reader.ts";

const READ_BUFFER_BYTES = 65_536;

/**
 * One kept connection to a server of this machine, for one request at a time. Costs some 15 µs of processor time a
 * request, most of it in the kernel, so that what is measured is the server. A server that closes the connection after
 * an answer gets a new one with the next request, on its own time.
 */
export class LoadConnection implements Disposable {
  readonly #port: number;
  readonly #reader = new AnswerReader();
  readonly #buffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
  #socket: Socket;
  #waiting: { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void } | undefined;

  private constructor(port: number) {
    this.#port = port;
    this.#socket = this.#connect();
  }

  static async open(port: number): Promise<LoadConnection> {
    const connection = new LoadConnection(port);
    await new Promise<void>((resolve, reject) => {
      connection.#socket.once("connect", resolve);
      connection.#socket.once("error", reject);
    });
    return connection;
  }

  /**
   * @param request as `wireRequest` made it
   * @throws when the connection breaks before the answer is complete; an answer is none of its own, whatever its status
   */
  exchange(request: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      if (this.#socket.destroyed) this.#socket = this.#connect();
      this.#socket.write(request);
    });
  }

  #connect(): Socket {
    const callback = (count: number): boolean => this.#onRead(count);
    const onread = { buffer: this.#buffer, callback };
    const socket = connect({ host: "127.0.0.1", port: this.#port, noDelay: true, onread });
    socket.on("error", (error) => this.#fail(error));
    socket.on("end", () => {
      socket.destroy();
      this.#fail(new Error("the server closed the connection before it had answered"));
    });
    return socket;
  }

  #onRead(count: number): boolean {
    const answer = this.#reader.read(this.#buffer.subarray(0, count));
    if (answer === undefined) return true;
    if (answer.closes) this.#socket.destroy();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(answer);
    return true;
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}
