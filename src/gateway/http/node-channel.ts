import type { IncomingMessage, ServerResponse } from "node:http";
import type { WebResponse } from "../../aws/service.ts";
import type { Clock } from "../../base/clock.ts";
import type { BodyPatience } from "../body/body-deadline.ts";
import { discardRest } from "./discard-rest.ts";
import type { BodyLimit } from "../body/limits.ts";
import { readBody } from "./read-body.ts";
import { streamBody } from "./stream-body.ts";
import type { RequestHead } from "../served-service.ts";
import { breakOff } from "./break-off.ts";
import type { Channel } from "./channel.ts";
import { readHead, requestTarget } from "./read-head.ts";
import { writeResponse } from "./write-response.ts";

/** A request that `node:http` reads. */
export class NodeChannel implements Channel {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;

  constructor(incoming: IncomingMessage, outgoing: ServerResponse) {
    this.incoming = incoming;
    this.outgoing = outgoing;
  }

  /** Path and query, as sent. */
  get target(): string {
    return requestTarget(this.incoming);
  }

  readHead(): RequestHead {
    return readHead(this.incoming);
  }

  get statusCode(): number {
    return this.outgoing.statusCode;
  }

  get hasBegunToAnswer(): boolean {
    return this.outgoing.headersSent;
  }

  onGone(callback: () => void): void {
    this.outgoing.on("close", () => {
      if (!this.outgoing.writableFinished) callback();
    });
  }

  readBody(limit: BodyLimit, patience: BodyPatience): Promise<Uint8Array> {
    return readBody(this, limit, patience);
  }

  streamBody(idleMs: number, clock: Clock): AsyncGenerator<Uint8Array, void, undefined> {
    return streamBody(this, idleMs, clock);
  }

  send(answer: WebResponse): Promise<void> {
    return writeResponse(this.outgoing, answer);
  }

  breakOff(): void {
    breakOff(this.outgoing);
  }

  finish(clock: Clock): void {
    discardRest(this.incoming, clock);
  }
}
