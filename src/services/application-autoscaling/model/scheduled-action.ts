/** Gives a target other limits at a time. Frozen data. */
export interface ScheduledAction {
  readonly resourceId: string;
  readonly name: string;
  readonly actionId: string;
  readonly createdAtMs: number;
  /** `at(…)`, `rate(…)` or `cron(…)`. */
  readonly schedule: string;
  /** As IANA calls it; undefined is UTC. */
  readonly timezone: string | undefined;
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
  readonly minCapacity: number | undefined;
  readonly maxCapacity: number | undefined;
}
