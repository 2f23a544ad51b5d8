import type {
  CreateEventSourceMappingRequest,
  UpdateEventSourceMappingRequest,
} from "../../../models/generated/lambda.ts";
import { EVENT_SOURCES, type EventSourceKind } from "./event-source.ts";

/** What a mapping's settings can be given by: creating or updating it. */
export type MappingRequest = Omit<CreateEventSourceMappingRequest, "FunctionName"> &
  Omit<UpdateEventSourceMappingRequest, "UUID" | "FunctionName">;

export type MappingSettings = Readonly<Record<string, unknown>>;

/** What a new mapping has before the request is laid over it. */
export const defaultMappingSettings = (kind: EventSourceKind, uuid: string): MappingSettings => ({
  BatchSize: EVENT_SOURCES[kind].defaultBatchSize,
  ...EVENT_SOURCES[kind].defaults,
  // PARITY: a consumer group that nobody named is called like the mapping.
  ...(kind === "msk" ? { AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: uuid } } : {}),
  ...(kind === "kafka" ? { SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: uuid } } : {}),
  ...(kind === "documentdb" ? { DocumentDBEventSourceConfig: { FullDocument: "Default" } } : {}),
});

/** Not settings, or kept by themselves. */
const APART: ReadonlySet<string> = new Set(["UUID", "FunctionName", "Enabled", "Tags", "StartingPositionTimestamp"]);

/** Lays a request over settings: what it does not name stays as it is, an empty value clears. */
export const applyMappingSettings = (current: MappingSettings, request: MappingRequest): MappingSettings => {
  const next: Record<string, unknown> = { ...current };
  for (const [name, value] of Object.entries(request)) {
    if (APART.has(name) || value === undefined) continue;
    if (name === "DestinationConfig") next[name] = onFailureOnly(request);
    else if (name.endsWith("EventSourceConfig")) next[name] = { ...(current[name] as object), ...(value as object) };
    else if (CLEARABLE.has(name) && isEmpty(value)) delete next[name];
    else next[name] = value;
  }
  return next;
};

/** Not shown when they are empty; lists of response types are. */
const CLEARABLE: ReadonlySet<string> = new Set([
  "FilterCriteria",
  "KMSKeyArn",
  "LoggingConfig",
  "MetricsConfig",
  "ProvisionedPollerConfig",
  "ScalingConfig",
]);

const isEmpty = (value: unknown): boolean =>
  value === "" ||
  (typeof value === "object" &&
    value !== null &&
    Object.values(value).every((member) => member === undefined || (Array.isArray(member) && member.length === 0)));

const onFailureOnly = ({ DestinationConfig }: MappingRequest): object => {
  const destination = DestinationConfig?.OnFailure?.Destination;
  return { OnFailure: destination ? { Destination: destination } : {} };
};
