/**
 * The one list of everything that can be configured. Flags, environment variables and the config file are
 * derived from it; so are `lambkin start --help` and docs/configuration.md.
 */
import { defaultHome } from "../base/server-record.ts";
import { choice, flag, integer, list, type Setting, text } from "./setting.ts";

const ACCOUNT_ID = /^\d{12}$/;
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
const DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/;
const IPV4_ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$/;
const HTTP_ORIGIN = /^(https?:\/\/[^/?#]+)?$/;
const IPV4_BLOCK = /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/;
const DESTINATION_ENDPOINT = /^(sqs|sns|events)=https?:\/\/[^\s,/]+$/;

export const SETTINGS = {
  port: integer("TCP port of everything Lambkin serves; 0 takes a free one", { default: 4566, min: 0, max: 65_535 }),
  host: text("Address to listen on", { default: "127.0.0.1" }),
  home: text("Directory of all data", { default: defaultHome }),
  runtimes: text("Directory of fetched runtimes and SDKs; empty for one in the data directory", { default: "" }),
  open: flag("Accept requests without credentials; refused on any address but loopback"),
  region: text("AWS region this server plays", { default: "us-east-1", pattern: REGION }),
  accountId: text("AWS account this server plays", { default: "000000000000", pattern: ACCOUNT_ID }),
  egress: choice("Outbound network of functions", { default: "host", values: ["host", "none"] }),
  addressBlock: text("IPv4 block for sandboxes; empty for one that clashes with no route of the host", {
    default: "",
    pattern: /^(\d{1,3}(\.\d{1,3}){3}\/\d{1,2})?$/,
  }),
  deny: list("IPv4 blocks that functions must not reach, besides the host itself", { pattern: IPV4_BLOCK }),
  allow: list("Exceptions from deny", { pattern: IPV4_BLOCK }),
  nameservers: list("Resolvers of functions instead of the host's", { pattern: IPV4_ADDRESS }),
  concurrency: integer("Environments of the whole account that may run at once", {
    default: 1000,
    min: 1,
    max: 100_000,
  }),
  invocationRate: integer("Invocations per second that a function may begin per unit of concurrency; 0: any number", {
    default: 10,
    min: 0,
    max: 1_000_000,
  }),
  scalingRate: integer("Environments that one function may be given in ten seconds", {
    default: 1000,
    min: 1,
    max: 100_000,
  }),
  scalingPeriodSeconds: integer(
    "How often target tracking looks at utilisation; three such periods above the target scale out, fifteen below it in",
    { default: 60, min: 1, max: 3600 },
  ),
  asyncConcurrency: integer("Asynchronous events of one function that may run at once", {
    default: 100,
    min: 1,
    max: 100_000,
  }),
  destinationEndpoints: list("Where queues, topics and buses are served that destinations name, as service=URL", {
    pattern: DESTINATION_ENDPOINT,
  }),
  destinationAccessKeyId: text("Access key for destinationEndpoints", { default: "test" }),
  destinationSecretAccessKey: text("Its secret; other users of the host see flags, so rather by variable or file", {
    default: "test",
  }),
  memoryMiB: integer("Memory that all environments together may claim; 0 for four fifths of what the host has free", {
    default: 0,
    min: 0,
    max: 16_777_216,
  }),
  urlDomain: text("Domain below which function URLs lie; its names must lead to this server", {
    default: "localhost",
    pattern: DOMAIN,
  }),
  streamMiBPerSecond: integer("Bandwidth of a streamed response after its first 6 MiB; 0 for no limit", {
    default: 2,
    min: 0,
    max: 4096,
  }),
  preparedSandboxes: integer(
    "Most sandboxes that wait for a function with a started runtime, 15 to 50 MiB each; 0: none",
    {
      default: 4,
      min: 0,
      max: 1_000,
    },
  ),
  idleSeconds: integer("An environment that had nothing to do for so long ends", { default: 600, min: 1, max: 86_400 }),
  drainSeconds: integer("How long running requests may finish after SIGTERM", { default: 30, min: 0, max: 900 }),
  masterKey: text("32 bytes in base64 that seal secrets at rest; empty for the file in the data directory", {
    default: "",
  }),
  s3Endpoint: text(
    "S3-compatible server to read function code from, for example https://minio:9000; empty for this one",
    {
      default: "",
      pattern: HTTP_ORIGIN,
    },
  ),
  s3Region: text("Region that requests to s3Endpoint are signed for", { default: "us-east-1" }),
  s3AccessKeyId: text("Access key of s3Endpoint", { default: "" }),
  s3SecretAccessKey: text("Its secret; other users of the host see flags, so rather by variable or file", {
    default: "",
  }),
  usageDays: integer("How long usage by day is kept, for cost reports", { default: 400, min: 31, max: 3_650 }),
  invocationRecordDays: integer("How long the record of each invocation is kept, in files of a day", {
    default: 7,
    min: 1,
    max: 3_650,
  }),
  prices: text("JSON file of prices; empty for AWS's public ones", { default: "" }),
  monthlyBudget: text("What functions may cost in a month, in the currency of the prices; empty for no budget", {
    default: "",
    pattern: /^(\d{1,12}(\.\d{1,6})?)?$/,
  }),
  budgetAction: choice("What happens when the budget is spent, besides a warning and a metric", {
    default: "warn",
    values: ["warn", "throttle"],
  }),
  otlpEndpoint: text("OpenTelemetry collector that traces are sent to, by OTLP over HTTP; empty for none", {
    default: "",
    pattern: /^(https?:\/\/[^?#\s]+)?$/,
  }),
  otlpHeaders: list("Headers for the collector, such as a key", { pattern: /^[\w-]+=[^\r\n]+$/ }),
  metricsToken: text("Bearer token that /metrics asks for; empty to let programs of this machine read it", {
    default: "",
    pattern: /^[\w.~+/=-]*$/,
  }),
  logLevel: choice("How much the server says on standard error", {
    default: "warn",
    values: ["trace", "debug", "info", "warn", "error", "silent"],
  }),
} as const satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof SETTINGS;

/** Every setting with its value, parsed and checked. */
export type Config = {
  readonly [Name in SettingName]: (typeof SETTINGS)[Name] extends Setting<infer Value> ? Value : never;
};
