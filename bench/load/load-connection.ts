import { connect, type Socket } from "node:net";
import { type Answer, AnswerReader } from "./answer-reader.ts";

const READ_BUFFER_BYTES = 65_536;

/**
 * One kept connection to a server of this machine, for one request at a time. Costs some 15 µs of processor time a
 * request, so that what is measured is the server.
 */
export class LoadConnection implements Disposable {
  readonly #socket: Socket;
  readonly #reader = new AnswerReader();
  #waiting: { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void } | undefined;

  private constructor(port: number, opened: (connection: LoadConnection) => void, failed: (error: Error) => void) {
    const onread = {
      buffer: Buffer.allocUnsafeSlow(READ_BUFFER_BYTES),
      callback: (count: number, buffer: Uint8Array) => this.#onRead(buffer as Buffer, count),
    };
    this.#socket = connect({ host: "127.0.0.1", port, noDelay: true, onread }, () => opened(this));
    this.#socket.once("error", failed);
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error("the server closed the connection")));
  }

  static open(port: number): Promise<LoadConnection> {
    return new Promise((resolve, reject) => new LoadConnection(port, resolve, reject));
  }

  /**
   * @param request as `wireRequest` made it
   * @throws when the connection breaks or is closed before the answer is complete; whatever its status, an answer is none
   */
  exchange(request: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(request);
    });
  }

  #onRead(buffer: Buffer, count: number): boolean {
    const answer = this.#reader.read(buffer.subarray(0, count));
    if (answer !== undefined) {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      waiting?.resolve(answer);
    }
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
