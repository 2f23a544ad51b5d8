import type { Account } from "../../../aws/account.ts";
import type { EventSourceMappingConfiguration } from "../../../models/generated/lambda.ts";
import type { EventSourceKind } from "./event-source.ts";

/** That records of a source invoke a function. */
export interface EventSourceMapping {
  readonly uuid: string;
  readonly kind: EventSourceKind;
  /** With the qualifier that the caller gave. */
  readonly functionArn: string;
  readonly isEnabled: boolean;
  readonly lastModifiedMs: number;
  readonly startingPositionTimestampMs?: number | undefined;
  /** Everything else, defaults included, in wire shape. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Beginning and end of changes; with nothing to start or stop, each comes to its end at once. */
export type MappingState = "Creating" | "Enabled" | "Disabled" | "Enabling" | "Disabling" | "Updating" | "Deleting";

/** LIMIT: nothing polls event sources yet, and an enabled mapping says so. */
const NOT_POLLED = "Event sources are not polled yet.";

/** @param state while a change is answered; the mapping's own state otherwise */
export const toMappingConfiguration = (
  mapping: EventSourceMapping,
  account: Account,
  state?: MappingState,
): EventSourceMappingConfiguration => ({
  UUID: mapping.uuid,
  EventSourceMappingArn: mappingArn(mapping.uuid, account),
  FunctionArn: mapping.functionArn,
  LastModified: new Date(mapping.lastModifiedMs),
  State: state ?? (mapping.isEnabled ? "Enabled" : "Disabled"),
  StateTransitionReason: state === undefined && mapping.isEnabled ? NOT_POLLED : userAction(mapping.kind),
  ...(mapping.startingPositionTimestampMs === undefined
    ? {}
    : { StartingPositionTimestamp: new Date(mapping.startingPositionTimestampMs) }),
  ...mapping.settings,
});

/** PARITY: queues have other words for the same thing. */
const userAction = (kind: EventSourceKind): string =>
  kind === "sqs" || kind === "sqs-fifo" ? "USER_INITIATED" : "User action";

const mappingArn = (uuid: string, { partition, region, accountId }: Account): string =>
  `arn:${partition}:lambda:${region}:${accountId}:event-source-mapping:${uuid}`;

/** What tells mappings of one function apart: brokers and topics of Kafka, the ARN of all else. */
export const eventSourceKey = (settings: Readonly<Record<string, unknown>>): string => {
  const { EventSourceArn, SelfManagedEventSource, Topics, Queues } = settings;
  return JSON.stringify([EventSourceArn ?? SelfManagedEventSource, Topics, Queues]);
};
