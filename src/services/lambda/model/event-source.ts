import { findArn } from "../../../aws/arn.ts";
import type { CreateEventSourceMappingRequest } from "../../../models/generated/lambda.ts";

/** Where a mapping's records come from. */
export type EventSourceKind = "sqs" | "sqs-fifo" | "kinesis" | "dynamodb" | "msk" | "kafka" | "mq" | "documentdb";

/** A request's settings that only some kinds of source have. */
type SourceSetting = Exclude<
  keyof CreateEventSourceMappingRequest,
  | "EventSourceArn"
  | "FunctionName"
  | "Enabled"
  | "BatchSize"
  | "FilterCriteria"
  | "KMSKeyArn"
  | "MaximumBatchingWindowInSeconds"
  | "Tags"
  | "StartingPosition"
  | "StartingPositionTimestamp"
>;

export interface EventSourceRules {
  readonly defaultBatchSize: number;
  readonly maxBatchSize: number;
  readonly startingPositions: readonly string[];
  readonly settings: ReadonlySet<SourceSetting>;
  /** What the API shows of a mapping for which nothing else was said. */
  readonly defaults: Readonly<Record<string, unknown>>;
}

const QUEUE: readonly SourceSetting[] = ["FunctionResponseTypes", "ScalingConfig", "MetricsConfig"];
const STREAM: readonly SourceSetting[] = [
  "BisectBatchOnFunctionError",
  "DestinationConfig",
  "FunctionResponseTypes",
  "MaximumRecordAgeInSeconds",
  "MaximumRetryAttempts",
  "MetricsConfig",
  "ParallelizationFactor",
  "TumblingWindowInSeconds",
];
const KAFKA: readonly SourceSetting[] = [
  "BisectBatchOnFunctionError",
  "DestinationConfig",
  "FunctionResponseTypes",
  "LoggingConfig",
  "MaximumRecordAgeInSeconds",
  "MaximumRetryAttempts",
  "MetricsConfig",
  "ProvisionedPollerConfig",
  "SourceAccessConfigurations",
  "Topics",
];

const STREAM_DEFAULTS = {
  MaximumBatchingWindowInSeconds: 0,
  ParallelizationFactor: 1,
  LastProcessingResult: "No records processed",
  DestinationConfig: { OnFailure: {} },
  MaximumRecordAgeInSeconds: -1,
  BisectBatchOnFunctionError: false,
  MaximumRetryAttempts: -1,
  TumblingWindowInSeconds: 0,
  FunctionResponseTypes: [],
};
const OTHER_DEFAULTS = { MaximumBatchingWindowInSeconds: 0, LastProcessingResult: "No records processed" };
const KAFKA_DEFAULTS = { ...OTHER_DEFAULTS, DestinationConfig: { OnFailure: {} } };
const ANYWHERE = ["TRIM_HORIZON", "LATEST"];
const ANYWHERE_OR_TIME = [...ANYWHERE, "AT_TIMESTAMP"];

/**
 * What each kind of source accepts, and what it has by itself.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
 */
export const EVENT_SOURCES: Readonly<Record<EventSourceKind, EventSourceRules>> = {
  sqs: {
    defaultBatchSize: 10,
    maxBatchSize: 10_000,
    startingPositions: [],
    settings: new Set([...QUEUE, "ProvisionedPollerConfig"]),
    defaults: { MaximumBatchingWindowInSeconds: 0, FunctionResponseTypes: [] },
  },
  "sqs-fifo": {
    defaultBatchSize: 10,
    maxBatchSize: 10,
    startingPositions: [],
    settings: new Set(QUEUE),
    defaults: { MaximumBatchingWindowInSeconds: 0, FunctionResponseTypes: [] },
  },
  kinesis: {
    defaultBatchSize: 100,
    maxBatchSize: 10_000,
    startingPositions: ANYWHERE_OR_TIME,
    settings: new Set(STREAM),
    defaults: STREAM_DEFAULTS,
  },
  dynamodb: {
    defaultBatchSize: 100,
    maxBatchSize: 10_000,
    startingPositions: ANYWHERE,
    settings: new Set(STREAM),
    defaults: STREAM_DEFAULTS,
  },
  msk: {
    defaultBatchSize: 100,
    maxBatchSize: 10_000,
    startingPositions: ANYWHERE_OR_TIME,
    settings: new Set([...KAFKA, "AmazonManagedKafkaEventSourceConfig"]),
    defaults: KAFKA_DEFAULTS,
  },
  kafka: {
    defaultBatchSize: 100,
    maxBatchSize: 10_000,
    startingPositions: ANYWHERE_OR_TIME,
    settings: new Set([...KAFKA, "SelfManagedEventSource", "SelfManagedKafkaEventSourceConfig"]),
    defaults: KAFKA_DEFAULTS,
  },
  mq: {
    defaultBatchSize: 100,
    maxBatchSize: 10_000,
    startingPositions: [],
    settings: new Set(["Queues", "SourceAccessConfigurations", "MetricsConfig"]),
    defaults: OTHER_DEFAULTS,
  },
  documentdb: {
    defaultBatchSize: 100,
    maxBatchSize: 10_000,
    startingPositions: ANYWHERE_OR_TIME,
    settings: new Set(["DocumentDBEventSourceConfig", "SourceAccessConfigurations", "MetricsConfig"]),
    defaults: OTHER_DEFAULTS,
  },
};

/** Who reads one of these must say from where. */
export const needsStartingPosition = (kind: EventSourceKind): boolean => kind === "kinesis" || kind === "dynamodb";

const BY_SERVICE: Readonly<Record<string, (resource: string) => EventSourceKind | undefined>> = {
  sqs: (resource) => (resource.endsWith(".fifo") ? "sqs-fifo" : "sqs"),
  kinesis: (resource) => (resource.startsWith("stream/") ? "kinesis" : undefined),
  dynamodb: (resource) => (resource.includes("/stream/") ? "dynamodb" : undefined),
  kafka: () => "msk",
  mq: () => "mq",
  rds: () => "documentdb",
};

/** @returns undefined for an ARN of nothing that can be polled */
export const eventSourceKind = (eventSourceArn: string): EventSourceKind | undefined => {
  const { service = "", resource = "" } = findArn(eventSourceArn) ?? {};
  return BY_SERVICE[service]?.(resource);
};
