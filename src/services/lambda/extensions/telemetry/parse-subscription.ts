import { type Dialect, LOGS_VERSIONS, logsDialect, TELEMETRY_VERSIONS, telemetryDialect } from "./dialect.ts";
import { TELEMETRY_TYPES, type TelemetryType } from "./telemetry-event.ts";

/** When a batch is sent. Source of the bounds: the reference pages of both APIs. */
export interface Buffering {
  readonly maxItems: number;
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

export type TelemetryDestination =
  | { readonly protocol: "HTTP"; readonly port: number; readonly path: string; readonly method: "POST" | "PUT" }
  | { readonly protocol: "TCP"; readonly port: number };

export interface Subscription {
  readonly types: readonly TelemetryType[];
  readonly buffering: Buffering;
  readonly destination: TelemetryDestination;
  readonly dialect: Dialect;
}

const BOUNDS: Readonly<
  Record<keyof Buffering, { readonly least: number; readonly most: number; readonly unless: number }>
> = {
  maxItems: { least: 1_000, most: 10_000, unless: 10_000 },
  maxBytes: { least: 262_144, most: 1_048_576, unless: 262_144 },
  timeoutMs: { least: 25, most: 30_000, unless: 1_000 },
};

/** The names under which a sandbox is reached from inside. */
const HOSTS = ["sandbox.localdomain", "sandbox"];
/** Where the APIs themselves listen. */
const RESERVED_PORT = 9001;

/**
 * The body of a subscription. All that is wrong with it is said at once.
 * @param api which of the two APIs it was sent to
 * @param options.logsJson the function logs in JSON
 * @returns what is wrong, in AWS's words where they are known
 */
export const parseSubscription = (
  api: "telemetry" | "logs",
  text: string,
  options: { readonly logsJson: boolean },
): Subscription | { readonly problems: string } => {
  const problems: string[] = [];
  const body = parseBody(text);
  if (body === undefined) return { problems: "request body is not a JSON object" };
  const subscription = {
    dialect: parseVersion(api, body["schemaVersion"], options, problems),
    types: parseTypes(body["types"], problems),
    destination: parseDestination(asObject(body["destination"]), problems),
    buffering: parseBuffering(asObject(body["buffering"] ?? {}), problems),
  };
  const { dialect, destination } = subscription;
  if (problems.length > 0 || dialect === undefined || destination === undefined)
    return { problems: problems.join("; ") };
  return { ...subscription, dialect, destination };
};

type Body = Readonly<Record<string, unknown>>;

const asObject = (value: unknown): Body | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Body) : undefined;

const parseBody = (text: string): Body | undefined => {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
};

const parseVersion = (
  api: "telemetry" | "logs",
  value: unknown,
  { logsJson }: { readonly logsJson: boolean },
  problems: string[],
): Dialect | undefined => {
  if (api === "logs") {
    const version = LOGS_VERSIONS.find((known) => known === (value ?? "2020-08-15"));
    if (version !== undefined) return logsDialect(version);
    problems.push(`schemaVersion should be one of [${LOGS_VERSIONS.join(", ")}]`);
    return undefined;
  }
  const version = TELEMETRY_VERSIONS.find((known) => known === value);
  if (version !== undefined) return telemetryDialect({ wantsObjects: logsJson && version !== "2022-07-01" });
  problems.push(`schemaVersion should be one of [${TELEMETRY_VERSIONS.join(", ")}]`);
  return undefined;
};

const parseTypes = (value: unknown, problems: string[]): readonly TelemetryType[] => {
  const asked: readonly unknown[] = Array.isArray(value) ? value : [];
  const types = TELEMETRY_TYPES.filter((type) => asked.includes(type));
  if (asked.length === 0) problems.push("types should not be empty");
  else if (asked.some((type) => !types.some((known) => known === type)))
    problems.push(`types should be among [${TELEMETRY_TYPES.join(", ")}]`);
  return types;
};

const parseDestination = (destination: Body | undefined, problems: string[]): TelemetryDestination | undefined => {
  if (destination === undefined) {
    problems.push("destination is not provided");
    return undefined;
  }
  const { protocol, URI: uri, port, method = "POST" } = destination;
  if (protocol !== "HTTP" && protocol !== "TCP") problems.push("protocol should be HTTP or TCP");
  const url = uri === undefined ? undefined : parseUri(uri, problems);
  const number = uri === undefined ? parsePort(port, problems) : url?.port;
  if (uri === undefined && protocol === "HTTP") problems.push("URI is not provided");
  if (method !== "POST" && method !== "PUT") problems.push("method should be POST or PUT");
  if (number === RESERVED_PORT) problems.push(`port ${RESERVED_PORT} is reserved`);
  if (number === undefined || problems.length > 0) return undefined;
  if (protocol === "TCP") return { protocol, port: number };
  return { protocol: "HTTP", port: number, path: url?.path ?? "/", method: method === "PUT" ? "PUT" : "POST" };
};

const parseUri = (uri: unknown, problems: string[]): { readonly port: number; readonly path: string } | undefined => {
  const url = URL.parse(String(uri));
  if (url === null || !["http:", "tcp:"].includes(url.protocol)) {
    problems.push("URI is not valid");
    return undefined;
  }
  if (!HOSTS.includes(url.hostname)) problems.push(`URI host should be ${HOSTS[0]}`);
  // A URL forgets the port that is its protocol's own.
  const port = url.port === "" && /:80(\/|$)/.test(String(uri)) ? "80" : url.port;
  if (port === "") {
    problems.push("URI port is not provided");
    return undefined;
  }
  return { port: Number(port), path: `${url.pathname || "/"}${url.search}` };
};

const parsePort = (port: unknown, problems: string[]): number | undefined => {
  if (isWhole(port) && port >= 1 && port <= 65_535) return port;
  problems.push("port is not provided");
  return undefined;
};

const parseBuffering = (buffering: Body | undefined, problems: string[]): Buffering => {
  if (buffering === undefined) problems.push("buffering should be an object");
  const setting = (name: keyof Buffering): number => {
    const { least, most, unless } = BOUNDS[name];
    const value = buffering?.[name] ?? unless;
    if (isWhole(value) && value >= least && value <= most) return value;
    problems.push(`${name} should be between ${least} and ${most}`);
    return unless;
  };
  return { maxItems: setting("maxItems"), maxBytes: setting("maxBytes"), timeoutMs: setting("timeoutMs") };
};

const isWhole = (value: unknown): value is number => Number.isInteger(value);
