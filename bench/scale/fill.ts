import {
  CreateFunctionCommand,
  InvokeCommand,
  type LambdaClient,
  PutFunctionConcurrencyCommand,
  ResourceConflictException,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { createNodeFunction, ROLE } from "../../test/support/functions.ts";
import type { TestServer } from "../../test/support/server.ts";
import { zip } from "../../test/support/zip.ts";

const CLIENTS = 16;
const GREETING = `exports.handler = async () => "hello";`;
/** Holds its one environment for as long as the measurement takes, so that events wait. */
const HELD_UP = `exports.handler = () => new Promise((resolve) => setTimeout(resolve, 800000));`;
const VERSIONED = "versioned";
const HELD = "held-up";

/** Makes more of one thing. `from` are there already; the first call has 0. */
export type Fill = (server: TestServer, lambda: LambdaClient, from: number, to: number) => Promise<void>;

export const fillFunctions: Fill = async (_server, lambda, from, to) => {
  const ZipFile = await zip({ "index.js": GREETING });
  await inTurns(from, to, async (n) => {
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: `defined-${n}`,
        Role: ROLE,
        Runtime: "nodejs24.x",
        Handler: "index.handler",
        Code: { ZipFile },
      }),
    );
  });
};

export const fillVersions: Fill = async (_server, lambda, from, to) => {
  if (from === 0) await createNodeFunction(lambda, VERSIONED, GREETING);
  for (let n = from; n < to; n += 1) {
    const ZipFile = await zip({ "index.js": `${GREETING} // ${n}` });
    await untilAccepted(() =>
      lambda.send(new UpdateFunctionCodeCommand({ FunctionName: VERSIONED, ZipFile, Publish: true })),
    );
  }
};

/**
 * One event comes as clients send it; the others are rows like it, written while nobody serves them, as a million that are
 * sent would take longer than everything else. The server is down afterwards.
 */
export const fillEvents: Fill = async (server, lambda, from, to) => {
  if (from === 0) {
    await createNodeFunction(lambda, HELD, HELD_UP, { Timeout: 900 });
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: HELD, ReservedConcurrentExecutions: 1 }));
    await lambda.send(new InvokeCommand({ FunctionName: HELD, InvocationType: "Event", Payload: Buffer.from("{}") }));
  }
  await server.kill();
  repeatEvent(join(server.home, "lambkin.sqlite"), to - Math.max(1, from));
};

const repeatEvent = (path: string, times: number): void => {
  const database = new DatabaseSync(path);
  try {
    const columns = database
      .prepare("SELECT name FROM pragma_table_info('async_events') WHERE name NOT IN ('event_id', 'request_id')")
      .all()
      .map(({ name }) => String(name))
      .join(", ");
    database.exec(`
      WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${times})
      INSERT INTO async_events (event_id, request_id, ${columns})
      SELECT (SELECT max(event_id) FROM async_events) + n, lower(hex(randomblob(16))), ${columns}
      FROM numbers, (SELECT * FROM async_events LIMIT 1)`);
  } finally {
    database.close();
  }
};

/** Runs a task for each number, `CLIENTS` at a time. */
const inTurns = async (from: number, to: number, task: (n: number) => Promise<void>): Promise<void> => {
  let next = from;
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (next < to) await task(next++);
    }),
  );
};

/** The update before may still be under way. */
const untilAccepted = async (request: () => Promise<unknown>): Promise<void> => {
  for (;;) {
    try {
      await request();
      return;
    } catch (error) {
      if (!(error instanceof ResourceConflictException)) throw error;
      await sleep(5);
    }
  }
};
