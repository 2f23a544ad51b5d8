import { join } from "node:path";
import type { OperationContext } from "../../../../src/aws/service.ts";
import { silentLogger } from "../../../../src/base/log.ts";
import type { LogsOperations } from "../../../../src/models/generated/logs.ts";
import { createLogsService } from "../../../../src/services/logs/service.ts";
import { openSqliteDatabase } from "../../../../src/storage/sqlite-database.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

const CONTEXT: OperationContext = {
  requestId: "00000000-0000-4000-8000-000000000000",
  caller: {
    kind: "root",
    accountId: "000000000000",
    arn: "arn:aws:iam::000000000000:root",
    userId: "000000000000",
  },
  account: { partition: "aws", region: "us-east-1", accountId: "000000000000" },
  endpoint: "http://127.0.0.1:4566",
  signal: new AbortController().signal,
};

/** CloudWatch Logs over a directory and a database, with a clock that stands still. */
export const startLogs = async (options: { readonly directory?: string } = {}) => {
  await using cleanup = new AsyncDisposableStack();
  const directory = options.directory ?? cleanup.use(temporaryDirectory()).path;
  const clock = new FakeClock();
  const database = cleanup.use(await openSqliteDatabase({ path: join(directory, "lambkin.db") }));
  const segments = join(directory, "logs");
  const { account } = CONTEXT;
  const logs = cleanup.use(
    await createLogsService({ directory: segments, database, account, clock, logger: silentLogger }),
  );
  const { operations } = logs.service;
  const call = async <Name extends keyof LogsOperations>(
    name: Name,
    input: LogsOperations[Name]["input"],
  ): Promise<LogsOperations[Name]["output"]> => {
    const handler = operations[name];
    if (handler === undefined) throw new Error(`No operation ${name}`);
    return handler(input as never, CONTEXT);
  };
  const owned = cleanup.move();
  return {
    logs,
    clock,
    database,
    call,
    segments,
    nowMs: clock.nowMs(),
    writer: logs.logWriter,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
};

export type StartedLogs = Awaited<ReturnType<typeof startLogs>>;

/** Makes the group `g` with the stream `s`. */
export const createStream = async ({ call }: StartedLogs): Promise<void> => {
  await call("CreateLogGroup", { logGroupName: "g" });
  await call("CreateLogStream", { logGroupName: "g", logStreamName: "s" });
};

/** Puts messages into the stream `s`, a millisecond apart, the first now. */
export const putMessages = async ({ call, nowMs }: StartedLogs, messages: readonly string[]): Promise<void> => {
  const logEvents = messages.map((message, index) => ({ timestamp: nowMs + index, message }));
  await call("PutLogEvents", { logGroupName: "g", logStreamName: "s", logEvents });
};

/** All messages of the stream `s`, from the first on. */
export const messagesOf = async ({ call }: StartedLogs): Promise<readonly (string | undefined)[]> => {
  const { events } = await call("GetLogEvents", { logGroupName: "g", logStreamName: "s", startFromHead: true });
  return (events ?? []).map(({ message }) => message);
};
