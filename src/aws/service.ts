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
  /** Adds a header to the answer that is in no model. Without effect once the operation has answered. */
  readonly setHeader?: (name: string, value: string) => void;
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

/** A request to what a service serves on the web by rules of its own, such as function URLs. */
export interface WebRequest {
  readonly requestId: string;
  readonly method: string;
  /** As sent: percent-encoded, without the query. */
  readonly path: string;
  /** As sent, without the question mark; empty when there is none. */
  readonly query: string;
  /** Names in lower case; repeated headers joined by `,`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly sourceIp: string;
  /** Whether it came over the network, or from code in a sandbox, whose address tells nothing. */
  readonly origin: "network" | "guest";
  /** Aborted when the client goes away or the server gives up draining. */
  readonly signal: AbortSignal;
  /** @throws ServiceException when it is larger, or too slow */
  readBody(maxBytes: number): Promise<Uint8Array>;
  /**
   * Who signed the request. Reads its body, which the signature covers.
   * @throws ServiceException when nobody did, or not as AWS demands, or the caller may not do `action`
   */
  authenticate(action: WebAction): Promise<WebCaller>;
}

/** What a caller of the web asks for, in the terms in which access to it is granted. */
export interface WebAction {
  /** Name of the permission without its service, for example `InvokeFunctionUrl`. */
  readonly operationName: string;
  readonly input: object;
  readonly maxBodyBytes: number;
}

export interface WebCaller {
  readonly principal: Principal;
  /** Undefined where a server without authentication let somebody in as root. */
  readonly accessKeyId: string | undefined;
}

export interface WebResponse {
  readonly status: number;
  /** A list is sent as so many headers. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Uint8Array | string | AsyncIterable<Uint8Array>;
}

export type WebHandler = (request: WebRequest) => Promise<WebResponse>;

/** Requests that are told from those to the API by their host or their path. */
export interface WebRoute {
  /** Under which requests are logged and counted. */
  readonly name: string;
  /**
   * Called for every request.
   * @param target path and query
   * @returns undefined when the request is for somebody else
   */
  find(host: string, target: string): WebHandler | undefined;
}

/** One AWS service as the gateway serves it. Every modelled operation is in exactly one of the two tables. */
export interface Service {
  /** Name of its model under `models/`, for example `lambda`. */
  readonly id: string;
  readonly operations: Readonly<Record<string, OperationHandler>>;
  /** Modelled operations that are refused with 501, and why, in words for the caller. */
  readonly unsupported: Readonly<Record<string, string>>;
  readonly routes?: readonly RawRoute[];
  readonly webRoutes?: readonly WebRoute[];
}
