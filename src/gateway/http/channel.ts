import type { WebResponse } from "../../aws/service.ts";
import type { Clock } from "../../base/clock.ts";
import type { BodyPatience } from "../body/body-deadline.ts";
import type { BodyLimit } from "../body/limits.ts";
import type { RequestHead } from "../served-service.ts";

export const EMPTY_BODY: Uint8Array = new Uint8Array();

/** Where the body of a request comes from. It is read once, as a whole or as a stream. */
export interface BodySource {
  /**
   * The whole body, and not a byte more than the limit: a declared length above it is refused before anything is read.
   * @throws ServiceException when the body is too large or too slow
   * @throws ClientGone when the connection ends first
   */
  readBody(limit: BodyLimit, patience: BodyPatience): Uint8Array | Promise<Uint8Array>;
  /**
   * The body piece by piece, as fast as the consumer takes it.
   * @param idleMs longest to wait for a piece; time the consumer takes does not count
   * @throws ServiceException when the client is silent for too long
   * @throws ClientGone when the connection ends before the body does
   */
  streamBody(idleMs: number, clock: Clock): AsyncGenerator<Uint8Array, void, undefined>;
}

/** One request and the way back of its answer, whoever reads and writes the bytes. */
export interface Channel extends BodySource {
  /** @throws ServiceException for a request target that is no path */
  readHead(): RequestHead;
  /** Of the answer, once it has begun. */
  readonly statusCode: number;
  readonly hasBegunToAnswer: boolean;
  /** Calls back when the connection ends before the answer was sent. */
  onGone(callback: () => void): void;
  /**
   * Sends the answer. Done when all of it is with the operating system. A stream that fails half-way breaks the
   * connection, since its status is long gone.
   * @throws ClientGone when the client goes away before it has it all
   */
  send(answer: WebResponse): void | Promise<void>;
  /** Ends the connection in the middle of an answer, so that nobody takes it for whole. */
  breakOff(): void;
  /** To be called last: what is left of the request's body is for nobody. */
  finish(clock: Clock): void;
}
