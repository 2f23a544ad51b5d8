import type { IncomingMessage, ServerResponse } from "node:http";
import type { Account } from "./account.ts";
import type { Principal } from "./principal.ts";

/** What an operation knows of its call besides the parsed input. No HTTP in sight. */
export interface OperationContext {
  readonly requestId: string;
  readonly caller: Principal;
  readonly account: Account;
  /** How the caller reached us, for URLs in answers: scheme, host and port, no trailing slash. */
  readonly endpoint: string;
  /** The trace that the call belongs to, as X-Ray's clients say it in `X-Amzn-Trace-Id`. */
  readonly traceHeader?: string | undefined;
  /** Aborted when the client goes away or the server gives up draining. */
  readonly signal: AbortSignal;
}

/** Typed at definition by the service, untyped in the table: the model has checked the input already. */
export type OperationHandler = (input: never, context: OperationContext) => Promise<object | undefined>;

/** A route outside the modelled API, such as a download link. It authenticates by its own means. */
export interface RawRoute {
  readonly method: string;
  /** Matched against the beginning of the path; must start with `/_lambkin/`. */
  readonly pathPrefix: string;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** One AWS service as the gateway serves it. Every modelled operation is in exactly one of the two tables. */
export interface Service {
  /** Name of its model under `models/`, for example `lambda`. */
  readonly id: string;
  readonly operations: Readonly<Record<string, OperationHandler>>;
  /** Modelled operations that are refused with 501, and why, in words for the caller. */
  readonly unsupported: Readonly<Record<string, string>>;
  readonly routes?: readonly RawRoute[];
}
