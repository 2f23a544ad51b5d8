import { newRequestId } from "../base/ids.ts";
import { ClientGone } from "./client-gone.ts";
import type { Channel } from "./http/channel.ts";
import { LazyAbort } from "./lazy-abort.ts";
import type { RequestHead, Target } from "./served-service.ts";

/** Where a connection comes from: the network, or code that runs inside a sandbox. */
export type ConnectionOrigin = "network" | "guest";

/** One request and its answer, with what the pipeline has found out so far. */
export interface Exchange {
  readonly requestId: string;
  readonly channel: Channel;
  readonly origin: ConnectionOrigin;
  readonly startedMs: number;
  /** Aborted when the client goes away before it was answered, or when draining gives up. */
  readonly abort: LazyAbort;
  head: RequestHead | undefined;
  target: Target | undefined;
  /** What the request is for that is none to the API. */
  webTarget: { readonly serviceId: string; readonly name: string } | undefined;
  /** A bug, a broken stream or a client gone: what the log should hold beside the status. */
  failure: unknown;
}

export const beginExchange = (channel: Channel, origin: ConnectionOrigin, startedMs: number): Exchange => {
  const abort = new LazyAbort();
  channel.onGone(() => abort.abort(new ClientGone()));
  return {
    requestId: newRequestId(),
    channel,
    origin,
    startedMs,
    abort,
    head: undefined,
    target: undefined,
    webTarget: undefined,
    failure: undefined,
  };
};
