import type { Account } from "../aws/account.ts";
import type { Principal } from "../aws/principal.ts";
import type { OperationContext } from "../aws/service.ts";
import type { WireResponse } from "../protocol/contract.ts";
import type { Exchange } from "./exchange.ts";
import type { LazyAbort } from "./lazy-abort.ts";
import type { RequestHead } from "./served-service.ts";

/** What the pipeline has found out about a call. */
interface Findings {
  readonly caller: Principal;
  readonly account: Account;
  readonly endpoint: string;
  readonly head: RequestHead;
}

export class CallContext implements OperationContext {
  readonly requestId: string;
  readonly caller: Principal;
  readonly account: Account;
  readonly endpoint: string;
  readonly traceHeader: string | undefined;
  readonly #abort: LazyAbort;
  #headers: Record<string, string> | undefined;

  constructor({ requestId, abort }: Exchange, { caller, account, endpoint, head }: Findings) {
    this.requestId = requestId;
    this.caller = caller;
    this.account = account;
    this.endpoint = endpoint;
    this.traceHeader = head.headers["x-amzn-trace-id"];
    this.#abort = abort;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  readonly setHeader = (name: string, value: string): void => {
    this.#headers ??= {};
    this.#headers[name] = value;
  };

  /** The answer with the headers that the operation has set beside its output. */
  withHeaders(response: WireResponse): WireResponse {
    if (this.#headers === undefined) return response;
    return { ...response, headers: { ...response.headers, ...this.#headers } };
  }
}
