import type { Answer } from "../runtime-api/answers.ts";
import { malformedRequest } from "../runtime-api/answers.ts";
import type { HttpConnection, RequestReceiver } from "../runtime-api/http-connection.ts";

/** The longest that registrations and subscriptions say is some hundred bytes. */
const MAX_BYTES = 65_536;

/** Gathers a small body and answers what is thought of it. */
export class SmallBody implements RequestReceiver {
  readonly #connection: HttpConnection;
  readonly #answerTo: (text: string) => Answer;
  readonly #pieces: Buffer[] = [];
  #length = 0;

  constructor(connection: HttpConnection, answerTo: (text: string) => Answer) {
    this.#connection = connection;
    this.#answerTo = answerTo;
  }

  onBody(piece: Buffer): undefined {
    this.#length += piece.length;
    if (this.#length <= MAX_BYTES) this.#pieces.push(piece);
  }

  onEnd(): void {
    this.#connection.answer(
      this.#length > MAX_BYTES
        ? malformedRequest(413, "too long")
        : this.#answerTo(Buffer.concat(this.#pieces).toString()),
    );
  }

  onAbort(): void {}
}
