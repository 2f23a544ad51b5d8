import type { ProvisionedPollerConfig as PollerConfig } from "../../../models/generated/lambda.ts";
import { invalidParameter } from "../exceptions.ts";
import { EVENT_SOURCES, type EventSourceKind, eventSourceKind, needsStartingPosition } from "./event-source.ts";
import { checkFilterCriteria } from "./filter-criteria.ts";
import type { MappingRequest, MappingSettings } from "./mapping-settings.ts";

const MIN_RECORD_AGE_SECONDS = 60;
/** Above so many messages SQS has to be waited for. */
const MAX_BATCH_WITHOUT_WINDOW = 10;

/** @throws ServiceException when a new mapping names no source that can be polled */
export const sourceOf = (request: MappingRequest): EventSourceKind => {
  const kind =
    request.SelfManagedEventSource === undefined ? eventSourceKind(request.EventSourceArn ?? "") : ("kafka" as const);
  if (kind === undefined) throw invalidParameter("Unrecognized event source.");
  return kind;
};

/**
 * Checks what only a new mapping is given.
 * @throws ServiceException
 */
export const checkNewMapping = (kind: EventSourceKind, request: MappingRequest): void => {
  if (kind === "kafka" || kind === "mq") requireParameter("SourceAccessConfigurations", request);
  if (kind === "kafka" || kind === "msk") requireParameter("Topics", request);
  if (kind === "mq") requireParameter("Queues", request);
  if (kind === "documentdb") requireParameter("DocumentDBEventSourceConfig", request);
  checkStartingPosition(kind, request);
};

/** PARITY: AWS's words, as they are recorded for `sourceAccessConfigurations`. */
const requireParameter = (name: keyof MappingRequest, request: MappingRequest): void => {
  if (request[name] !== undefined) return;
  throw invalidParameter(`Required '${name.charAt(0).toLowerCase()}${name.slice(1)}' parameter is missing.`);
};

const checkStartingPosition = (kind: EventSourceKind, request: MappingRequest): void => {
  const { StartingPosition: position, StartingPositionTimestamp: timestamp } = request;
  if (position === undefined && needsStartingPosition(kind)) {
    // PARITY: the words of the other kind of exception.
    throw invalidParameter(
      "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: " +
        "Member must not be null.",
    );
  }
  if (position !== undefined && !EVENT_SOURCES[kind].startingPositions.includes(position)) {
    throw invalidParameter(`Unsupported starting position for arn type: ${request.EventSourceArn ?? ""}`);
  }
  if ((position === "AT_TIMESTAMP") !== (timestamp !== undefined)) {
    throw invalidParameter(
      "StartingPositionTimestamp must be given with StartingPosition AT_TIMESTAMP, and only then.",
    );
  }
};

/**
 * Checks what a request sets.
 * @param settings what the mapping will have
 * @throws ServiceException; where AWS's words are not known, in our own
 */
export const checkMappingSettings = (
  kind: EventSourceKind,
  request: MappingRequest,
  settings: MappingSettings,
): void => {
  checkSupported(kind, request);
  const batchSize = Number(settings["BatchSize"]);
  const { maxBatchSize } = EVENT_SOURCES[kind];
  if (batchSize > maxBatchSize) {
    throw invalidParameter(`Maximum batch size for this event source is ${maxBatchSize}.`);
  }
  if (kind === "sqs" && batchSize > MAX_BATCH_WITHOUT_WINDOW && settings["MaximumBatchingWindowInSeconds"] === 0) {
    throw invalidParameter(
      "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
    );
  }
  if (kind === "sqs-fifo" && settings["MaximumBatchingWindowInSeconds"] !== 0) {
    throw invalidParameter("Batching window is not supported for FIFO queues");
  }
  const ageSeconds = request.MaximumRecordAgeInSeconds ?? -1;
  if (ageSeconds !== -1 && ageSeconds < MIN_RECORD_AGE_SECONDS) {
    throw invalidParameter(`MaximumRecordAgeInSeconds must be -1 or at least ${MIN_RECORD_AGE_SECONDS}.`);
  }
  checkPollers(settings);
  // AWS states the rule; the words are our own.
  if (Number(settings["TumblingWindowInSeconds"] ?? 0) > 0 && Number(settings["ParallelizationFactor"]) > 1) {
    throw invalidParameter("TumblingWindowInSeconds can be used with a ParallelizationFactor of 1 only.");
  }
  checkFilterCriteria(request.FilterCriteria);
};

/**
 * AWS states the rules; the words are our own.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const checkPollers = ({ ProvisionedPollerConfig, ScalingConfig }: MappingSettings): void => {
  if (ProvisionedPollerConfig === undefined) return;
  if (ScalingConfig !== undefined) {
    throw invalidParameter("ScalingConfig and ProvisionedPollerConfig cannot be used together.");
  }
  const { MinimumPollers, MaximumPollers } = ProvisionedPollerConfig as PollerConfig;
  if (MinimumPollers === undefined || MaximumPollers === undefined || MinimumPollers <= MaximumPollers) return;
  throw invalidParameter("MinimumPollers must not be greater than MaximumPollers.");
};

/** Settings of every kind of source. */
const COMMON: ReadonlySet<string> = new Set([
  "BatchSize",
  "Enabled",
  "EventSourceArn",
  "FilterCriteria",
  "FunctionName",
  "KMSKeyArn",
  "MaximumBatchingWindowInSeconds",
  "StartingPosition",
  "StartingPositionTimestamp",
  "Tags",
  "UUID",
]);

const checkSupported = (kind: EventSourceKind, request: MappingRequest): void => {
  if (request.DestinationConfig?.OnSuccess !== undefined) throw unsupported("DestinationConfig");
  const supported: ReadonlySet<string> = EVENT_SOURCES[kind].settings;
  for (const [name, value] of Object.entries(request)) {
    if (value !== undefined && !COMMON.has(name) && !supported.has(name)) throw unsupported(name);
  }
};

const unsupported = (name: string) =>
  invalidParameter(`Unsupported ${name} parameter for given event source mapping type.`);
