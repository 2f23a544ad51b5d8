import * as answers from "./answers.ts";
import type { HttpConnection, RequestReceiver } from "./http-connection.ts";
import type { RequestHead } from "./http-head.ts";

/** What a request of the guest asks for. */
export type Route =
  | { readonly kind: "next" }
  | { readonly kind: "response"; readonly requestId: string }
  | { readonly kind: "error"; readonly requestId: string }
  | { readonly kind: "init-error" }
  /** For functions with SnapStart only. */
  | { readonly kind: "restore-next" | "restore-error" | "credentials" }
  | { readonly kind: "extension"; readonly route: ExtensionRoute }
  /** The answer is the same whatever the state. */
  | { readonly kind: "fixed"; readonly answer: answers.Answer };

/** What extensions ask for, on the same port. */
export type ExtensionRoute = "register" | "next" | "init-error" | "exit-error" | "logs" | "telemetry";

/** Port, implemented by the extensions wing. */
export interface ExtensionRoutes {
  onRequest(route: ExtensionRoute, head: RequestHead, connection: HttpConnection): RequestReceiver;
}

/** Where the SDKs of a function with SnapStart ask for credentials. AWS's own path. */
export const CREDENTIALS_PATH = "/2021-04-23/credentials";

const extension = (route: ExtensionRoute): Route => ({ kind: "extension", route });
const NEXT: Route = { kind: "next" };
const INIT_ERROR: Route = { kind: "init-error" };
const fixed = (answer: answers.Answer): Route => ({ kind: "fixed", answer });
const NOT_FOUND = fixed(answers.NOT_FOUND);
const METHOD_NOT_ALLOWED = fixed(answers.METHOD_NOT_ALLOWED);

/** By path, then by method. */
const PATHS: ReadonlyMap<string, Readonly<Record<string, Route>>> = new Map([
  ["/2018-06-01/runtime/invocation/next", { GET: NEXT }],
  ["/2018-06-01/runtime/init/error", { POST: INIT_ERROR }],
  ["/2018-06-01/ping", { GET: fixed(answers.PONG) }],
  ["/2020-01-01/extension/register", { POST: extension("register") }],
  ["/2020-01-01/extension/event/next", { GET: extension("next") }],
  ["/2020-01-01/extension/init/error", { POST: extension("init-error") }],
  ["/2020-01-01/extension/exit/error", { POST: extension("exit-error") }],
  ["/2020-08-15/logs", { PUT: extension("logs") }],
  ["/2022-07-01/telemetry", { PUT: extension("telemetry") }],
]);

/** PARITY: AWS has none of them without SnapStart. */
const SNAP_START_PATHS: typeof PATHS = new Map([
  ["/2018-06-01/runtime/restore/next", { GET: { kind: "restore-next" } }],
  ["/2018-06-01/runtime/restore/error", { POST: { kind: "restore-error" } }],
  [CREDENTIALS_PATH, { GET: { kind: "credentials" } }],
]);

const INVOCATION = "/2018-06-01/runtime/invocation/";

/** @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export const routeOf = (method: string, path: string, { hasSnapStart = false } = {}): Route => {
  const methods = PATHS.get(path) ?? (hasSnapStart ? SNAP_START_PATHS.get(path) : undefined);
  if (methods !== undefined) return methods[method] ?? METHOD_NOT_ALLOWED;
  if (!path.startsWith(INVOCATION)) return NOT_FOUND;
  const slash = path.indexOf("/", INVOCATION.length);
  const requestId = path.slice(INVOCATION.length, slash);
  const verb = slash < 0 ? "" : path.slice(slash + 1);
  if (verb !== "response" && verb !== "error") return NOT_FOUND;
  return method === "POST" ? { kind: verb, requestId } : METHOD_NOT_ALLOWED;
};
