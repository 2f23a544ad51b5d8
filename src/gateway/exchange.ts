import type { IncomingMessage, ServerResponse } from "node:http";
import { newRequestId } from "../base/ids.ts";
import { ClientGone } from "./client-gone.ts";
import type { RequestHead, Target } from "./served-service.ts";

/** Where a connection comes from: the network, or code that runs inside a sandbox. */
export type ConnectionOrigin = "network" | "guest";

/** One request and its answer, with what the pipeline has found out so far. */
export interface Exchange {
  readonly requestId: string;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly origin: ConnectionOrigin;
  readonly startedMs: number;
  /** Aborted when the client goes away before it was answered, or when draining gives up. */
  readonly abort: AbortController;
  head: RequestHead | undefined;
  target: Target | undefined;
  /** What the request is for that is none to the API. */
  webTarget: { readonly serviceId: string; readonly name: string } | undefined;
  /** A bug, a broken stream or a client gone: what the log should hold beside the status. */
  failure: unknown;
}

export const beginExchange = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  origin: ConnectionOrigin,
  startedMs: number,
): Exchange => {
  const abort = new AbortController();
  outgoing.on("close", () => {
    if (!outgoing.writableFinished) abort.abort(new ClientGone());
  });
  return {
    requestId: newRequestId(),
    incoming,
    outgoing,
    origin,
    startedMs,
    abort,
    head: undefined,
    target: undefined,
    webTarget: undefined,
    failure: undefined,
  };
};
