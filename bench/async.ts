/**
 * `node bench/async.ts`: asynchronous invocations that are accepted and completed per second, beside a bare
 * loop that writes the same rows into SQLite with the same durability.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { asyncEvents } from "../src/services/lambda/store/migrations/0006-async-events.ts";
import { runChapter } from "./chapter/chapter.ts";
import { type Findings, format } from "./chapter/findings.ts";
import { closedLoop, type LoadResult } from "./load/closed-loop.ts";
import { median, spread } from "./statistics.ts";
import { LambkinServer } from "./targets/lambkin-server.ts";

const CLIENTS = 64;
const ROUNDS = 3;
const SECONDS = 1.5;
const WARM_UP_SECONDS = 0.5;
/** Small enough that many environments have room on any machine. */
const MEMORY_MIB = 512;
const PAYLOAD = Buffer.from("{}");
const QUEUES_PATH = "/_lambkin/async-queues";
const POLL_MS = 20;

/** Rows per second, written in commits of so many and deleted in the same way: what an event costs at the least. */
const bareRowsPerSecond = (count: number, rowsACommit: number): number => {
  const directory = mkdtempSync(join(tmpdir(), "lambkin-bench-"));
  try {
    const database = new DatabaseSync(join(directory, "bare.sqlite"));
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON");
    database.exec(asyncEvents.sql);
    const insert = database.prepare(
      `INSERT INTO async_events (event_id, function_name, due_ms, accepted_ms, invoke_count, refusals, request_id, payload)
       VALUES (?, 'hello', ?, ?, 0, 0, '6f1cbbf5-5a2b-4a8a-9a65-7a1f4d7b1f0e', ?)`,
    );
    const remove = database.prepare("DELETE FROM async_events WHERE event_id = ?");
    const startedMs = performance.now();
    inCommits(database, count, rowsACommit, (id) => insert.run(id, Date.now(), Date.now(), PAYLOAD));
    inCommits(database, count, rowsACommit, (id) => remove.run(id));
    const elapsedMs = performance.now() - startedMs;
    database.close();
    return (count / elapsedMs) * 1_000;
  } finally {
    rmSync(directory, { recursive: true });
  }
};

const inCommits = (database: DatabaseSync, count: number, rows: number, write: (id: number) => void): void => {
  for (let first = 1; first <= count; first += rows) {
    database.exec("BEGIN IMMEDIATE");
    for (let id = first; id < Math.min(first + rows, count + 1); id += 1) write(id);
    database.exec("COMMIT");
  }
};

/** Events a second of one round. */
interface Rates {
  readonly oneByOne: number;
  readonly grouped: number;
  readonly accepted: number;
  readonly completed: number;
}

const round = async (server: LambkinServer): Promise<Rates> => {
  const oneByOne = bareRowsPerSecond(1_000, 1);
  const grouped = bareRowsPerSecond(20_000, CLIENTS);
  const startedMs = performance.now();
  const { perSecond, latency } = await send(server, SECONDS);
  await untilEmpty(server);
  const completed = (latency.count / (performance.now() - startedMs)) * 1_000;
  return { oneByOne, grouped, accepted: perSecond, completed };
};

const send = (server: LambkinServer, seconds: number): Promise<LoadResult> => {
  const headers = { "x-amz-invocation-type": "Event" };
  const requests = server.requests({ functionName: "hello", headers });
  return closedLoop(server.port, { clients: CLIENTS, seconds, requests });
};

const untilEmpty = async (server: LambkinServer): Promise<void> => {
  for (;;) {
    const { queues } = (await server.getJson(QUEUES_PATH)) as { readonly queues: readonly unknown[] };
    if (queues.length === 0) return;
    await sleep(POLL_MS);
  }
};

await runChapter(async ({ quick }): Promise<Findings> => {
  await using server = await LambkinServer.start();
  await server.create("hello", undefined, { MemorySize: MEMORY_MIB });
  await send(server, WARM_UP_SECONDS);
  await untilEmpty(server);
  const rounds: Rates[] = [];
  for (let n = 0; n < (quick ? 1 : ROUNDS); n += 1) rounds.push(await round(server));
  const series = (of: keyof Rates): readonly number[] => rounds.map((each) => each[of]);
  const grouped = median(series("grouped"));
  const rows: readonly (readonly [string, keyof Rates])[] = [
    ["rows written and deleted, a commit each", "oneByOne"],
    [`rows written and deleted, ${CLIENTS} a commit`, "grouped"],
    ["accepted by Lambkin", "accepted"],
    ["completed by Lambkin", "completed"],
  ];
  return {
    tables: [
      {
        title: `Asynchronous events, ${CLIENTS} clients, Node hello`,
        head: ["", "/s", "±", "of rows in groups"],
        rows: rows.map(([name, of]) => {
          const perSecond = median(series(of));
          return [name, ...[perSecond, spread(series(of)), perSecond / grouped].map(format)];
        }),
      },
    ],
    figures: {
      "async.acceptedPerSecond": median(series("accepted")),
      "async.completedPerSecond": median(series("completed")),
      "async.rowsPerSecond": grouped,
    },
    samples: { rounds },
  };
});
