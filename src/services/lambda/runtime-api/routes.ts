import * as answers from "./answers.ts";

/** What a request of the guest asks for. */
export type Route =
  | { readonly kind: "next" }
  | { readonly kind: "response"; readonly requestId: string }
  | { readonly kind: "error"; readonly requestId: string }
  | { readonly kind: "init-error" }
  /** The answer is the same whatever the state. */
  | { readonly kind: "fixed"; readonly answer: answers.Answer };

const NEXT: Route = { kind: "next" };
const INIT_ERROR: Route = { kind: "init-error" };
const fixed = (answer: answers.Answer): Route => ({ kind: "fixed", answer });
const NOT_FOUND = fixed(answers.NOT_FOUND);
const METHOD_NOT_ALLOWED = fixed(answers.METHOD_NOT_ALLOWED);

/** By path, then by method. PARITY: `restore` paths exist for SnapStart only; AWS has none of them otherwise. */
const PATHS: ReadonlyMap<string, Readonly<Record<string, Route>>> = new Map([
  ["/2018-06-01/runtime/invocation/next", { GET: NEXT }],
  ["/2018-06-01/runtime/init/error", { POST: INIT_ERROR }],
  ["/2018-06-01/ping", { GET: fixed(answers.PONG) }],
  ["/2020-01-01/extension/register", { POST: fixed(answers.EXTENSIONS_NOT_SUPPORTED) }],
  ["/2020-01-01/extension/event/next", { GET: fixed(answers.EXTENSIONS_NOT_SUPPORTED) }],
  ["/2020-01-01/extension/init/error", { POST: fixed(answers.EXTENSIONS_NOT_SUPPORTED) }],
  ["/2020-01-01/extension/exit/error", { POST: fixed(answers.EXTENSIONS_NOT_SUPPORTED) }],
  ["/2020-08-15/logs", { PUT: fixed(answers.LOGS_NOT_SUPPORTED) }],
  ["/2022-07-01/telemetry", { PUT: fixed(answers.TELEMETRY_NOT_SUPPORTED) }],
]);

const INVOCATION = "/2018-06-01/runtime/invocation/";

/** @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export const routeOf = (method: string, path: string): Route => {
  const methods = PATHS.get(path);
  if (methods !== undefined) return methods[method] ?? METHOD_NOT_ALLOWED;
  if (!path.startsWith(INVOCATION)) return NOT_FOUND;
  const slash = path.indexOf("/", INVOCATION.length);
  const requestId = path.slice(INVOCATION.length, slash);
  const verb = slash < 0 ? "" : path.slice(slash + 1);
  if (verb !== "response" && verb !== "error") return NOT_FOUND;
  return method === "POST" ? { kind: verb, requestId } : METHOD_NOT_ALLOWED;
};
