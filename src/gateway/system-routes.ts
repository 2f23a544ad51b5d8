/** What the server answers outside the AWS APIs: its health and the raw routes of services. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { RawRoute } from "../aws/service.ts";
import type { ConnectionOrigin } from "./exchange.ts";

export type Readiness = "starting" | "ready" | "draining" | "closed";

export type SystemHandler = (outgoing: ServerResponse) => Promise<void>;

const HEALTH_PATH = "/health";
const RAW_PREFIX = "/_lambkin/";

export const isSystemPath = (target: string): boolean => target === HEALTH_PATH || target.startsWith(RAW_PREFIX);

export class SystemRoutes {
  readonly #routes: readonly RawRoute[];
  readonly #readiness: () => Readiness;

  constructor(routes: readonly RawRoute[], readiness: () => Readiness) {
    this.#routes = routes;
    this.#readiness = readiness;
  }

  /** @returns undefined when the request is one for the AWS APIs */
  find(incoming: IncomingMessage, origin: ConnectionOrigin): SystemHandler | undefined {
    const url = incoming.url ?? "/";
    if (url === HEALTH_PATH) return (outgoing) => this.#health(incoming, outgoing);
    if (!url.startsWith(RAW_PREFIX)) return undefined;
    const route = this.#routes.find(
      ({ method, pathPrefix }) => method === incoming.method && url.startsWith(pathPrefix),
    );
    // Raw routes are for the operator; code in a sandbox must not even learn which exist.
    if (route === undefined || origin === "guest") {
      return async (outgoing) => sendJson(outgoing, 404, { message: "Not Found" });
    }
    return (outgoing) => route.handle(incoming, outgoing);
  }

  async #health(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    if (incoming.method !== "GET" && incoming.method !== "HEAD") {
      outgoing.setHeader("Allow", "GET, HEAD");
      return sendJson(outgoing, 405, { message: "Method Not Allowed" });
    }
    const status = this.#readiness();
    return sendJson(outgoing, status === "ready" ? 200 : 503, { status });
  }
}

export const sendJson = (outgoing: ServerResponse, statusCode: number, body: object): void => {
  const text = JSON.stringify(body);
  outgoing.writeHead(statusCode, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) });
  outgoing.end(text);
};
