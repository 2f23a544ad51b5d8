import type { Account } from "../../aws/account.ts";
import type { Service } from "../../aws/service.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import { TaskGroup } from "../../base/task-group.ts";
import { bindOperations } from "../../models/operation.ts";
import { BufferedLogWriter } from "./buffered-log-writer.ts";
import type { LogWriter } from "./contract.ts";
import { LogJournal } from "./journal.ts";
import { OPERATIONS } from "./operations/all.ts";
import { LogReader } from "./reading/log-reader.ts";
import { LogSegments } from "./segments/log-segments.ts";
import { type LogsDatabase, LogsStore } from "./store.ts";
import { UNSUPPORTED } from "./unsupported.ts";

/** How often expired segments and the remains of deletions are removed. */
const SWEEP_EVERY_MS = 60 * 60 * 1_000;
/** How often idle streams are closed and figures written down. */
const SETTLE_EVERY_MS = 30 * 1_000;

/** Amazon CloudWatch Logs, and where function output goes. */
export interface LogsService extends AsyncDisposable {
  readonly service: Service;
  readonly logWriter: LogWriter;
}

/** @param parts.directory where segments lie; made when it does not exist */
export const createLogsService = async (parts: {
  readonly directory: string;
  readonly database: LogsDatabase;
  readonly account: Account;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<LogsService> => {
  const { clock, logger } = parts;
  await using cleanup = new AsyncDisposableStack();
  const store = await LogsStore.open(parts.database);
  const segments = cleanup.use(new LogSegments(parts.directory, store));
  await segments.recover();
  const journal = new LogJournal(store, segments, clock);
  const background = cleanup.use(
    new TaskGroup((error) =>
      logger.error({ err: error }, "tending the log segments failed; it goes on with the next round"),
    ),
  );
  background.run((signal) => repeat(clock, SWEEP_EVERY_MS, signal, background, () => journal.sweep()));
  background.run((signal) => repeat(clock, SETTLE_EVERY_MS, signal, background, () => journal.settle()));
  const logWriter = cleanup.use(new BufferedLogWriter(journal, clock, logger));
  const reader = new LogReader({ store, segments, journal, writer: logWriter, clock, logger });
  const owned = cleanup.move();
  return {
    service: {
      id: "logs",
      operations: bindOperations(OPERATIONS, { store, journal, reader, clock }),
      unsupported: UNSUPPORTED,
    },
    logWriter,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
};

/** Runs a task now and then again and again. Each round is a task of its own: one that fails does not end the rest. */
const repeat = async (
  clock: Clock,
  everyMs: number,
  signal: AbortSignal,
  group: TaskGroup,
  task: () => Promise<void>,
): Promise<void> => {
  for (;;) {
    group.run(task);
    await clock.delay(everyMs, { signal });
  }
};
