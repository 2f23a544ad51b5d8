/** A log group as the store keeps it. Frozen data. */
export interface LogGroup {
  readonly logGroupName: string;
  /** Names its directory; never used again, so a re-created namesake finds nothing old. */
  readonly groupId: string;
  readonly createdAtMs: number;
  readonly logGroupClass: LogGroupClass;
  /** Undefined: events never expire. */
  readonly retentionDays: number | undefined;
  readonly isDeletionProtected: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

type LogGroupClass = "STANDARD" | "INFREQUENT_ACCESS" | "DELIVERY";

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Events older than this are expired. @returns undefined when they never expire */
export const retentionCutoffMs = (group: LogGroup, nowMs: number): number | undefined =>
  group.retentionDays === undefined ? undefined : nowMs - group.retentionDays * DAY_MS;
