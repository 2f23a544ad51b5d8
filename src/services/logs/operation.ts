import type { Clock } from "../../base/clock.ts";
import type { LogsOperations } from "../../models/generated/logs.ts";
import { operationsOf } from "../../models/operation.ts";
import type { LogJournal } from "./journal.ts";
import type { LogReader } from "./reading/log-reader.ts";
import type { LogsStore } from "./store.ts";

/** What the operations of CloudWatch Logs work with. */
export interface LogsDependencies {
  readonly store: LogsStore;
  readonly journal: LogJournal;
  readonly reader: LogReader;
  readonly clock: Clock;
}

export const operation = operationsOf<LogsOperations, LogsDependencies>();
