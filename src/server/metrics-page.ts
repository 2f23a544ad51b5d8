import { timingSafeEqual } from "node:crypto";
import type { WebRequest, WebResponse, WebRoute } from "../aws/service.ts";
import { type MetricFamily, PROMETHEUS_TEXT, prometheusText } from "../base/prometheus-text.ts";
import { hostName, isLoopback } from "../gateway/endpoint.ts";

/**
 * `GET /metrics` for Prometheus. With a token configured, whoever shows it may read; without one, programs of this
 * machine may, and neither functions nor pages of the web in somebody's browser.
 * LIMIT: a bucket that is named `metrics` cannot be listed or headed by a bare path; by host name or with a query it can.
 */
export const metricsPage = (options: {
  readonly families: () => readonly MetricFamily[];
  /** Empty for none. */
  readonly token: string;
}): WebRoute => ({
  name: "Metrics",
  find: (host, target) => (target !== "/metrics" ? undefined : async (request) => answer(request, host, options)),
});

const answer = (
  request: WebRequest,
  host: string,
  { families, token }: Parameters<typeof metricsPage>[0],
): WebResponse => {
  if (request.method !== "GET") return plain(405, "Only GET is allowed.\n", { Allow: "GET" });
  if (token !== "" && !hasToken(request, token)) {
    return plain(401, "The token of --metrics-token is needed.\n", { "WWW-Authenticate": "Bearer" });
  }
  if (token === "" && !isLocal(request, host)) {
    return plain(403, "Without --metrics-token, metrics are for programs of this machine only.\n");
  }
  return { status: 200, headers: { "Content-Type": PROMETHEUS_TEXT }, body: prometheusText(families()) };
};

const hasToken = ({ headers }: WebRequest, token: string): boolean => {
  const given = Buffer.from(headers["authorization"] ?? "");
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
};

/** A page that made its name lead here still says that name. */
const isLocal = ({ origin, sourceIp }: WebRequest, host: string): boolean =>
  origin === "network" && isLoopback(sourceIp.replace(/^::ffff:/, "")) && isLoopback(hostName(host));

const plain = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): WebResponse => ({
  status,
  headers: { "Content-Type": "text/plain; charset=utf-8", ...headers },
  body,
});
