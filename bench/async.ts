/**
 * `node bench/async.ts [--events N]`: asynchronous invocations that are accepted and completed per second, beside a bare
 * loop that writes the same rows into SQLite with the same durability.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { asyncEvents } from "../src/services/lambda/store/migrations/0006-async-events.ts";
import { TimedClient } from "./http-client.ts";
import { printTable } from "./table.ts";
import { LambkinServer } from "./targets/lambkin.ts";

const CLIENTS = 64;
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

interface Rates {
  readonly accepted: number;
  readonly completed: number;
}

const lambkinRates = async (count: number): Promise<Rates> => {
  await using server = await LambkinServer.start();
  await server.createHello("hello", MEMORY_MIB);
  const port = Number(server.endpoint.port);
  await send(server, port, CLIENTS);
  await untilEmpty(server);
  const startedMs = performance.now();
  await send(server, port, count);
  const acceptedMs = performance.now() - startedMs;
  await untilEmpty(server);
  const completedMs = performance.now() - startedMs;
  return { accepted: (count / acceptedMs) * 1_000, completed: (count / completedMs) * 1_000 };
};

const send = async (server: LambkinServer, port: number, count: number): Promise<void> => {
  let left = count;
  const sendAll = async (): Promise<void> => {
    using client = new TimedClient(port);
    while (left > 0) {
      left -= 1;
      await client.post(server.prepare("hello", { "x-amz-invocation-type": "Event" }), "");
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, sendAll));
};

const untilEmpty = async (server: LambkinServer): Promise<void> => {
  for (;;) {
    const headers = server.sign("GET", QUEUES_PATH, {}, "");
    const response = await fetch(new URL(QUEUES_PATH, server.endpoint), { headers });
    const { queues } = (await response.json()) as { readonly queues: readonly unknown[] };
    if (queues.length === 0) return;
    await sleep(POLL_MS);
  }
};

const { values } = parseArgs({ options: { events: { type: "string", default: "10000" } } });
const count = Number(values.events);
const oneByOne = bareRowsPerSecond(Math.min(count, 2_000), 1);
const grouped = bareRowsPerSecond(count, CLIENTS);
const { accepted, completed } = await lambkinRates(count);
printTable(
  `Asynchronous events, ${CLIENTS} clients, Node hello`,
  ["", "events/s", "of rows in groups"],
  [
    [`rows written and deleted, a commit each`, oneByOne.toFixed(0), (oneByOne / grouped).toFixed(2)],
    [`rows written and deleted, ${CLIENTS} a commit`, grouped.toFixed(0), "1.00"],
    ["accepted by Lambkin", accepted.toFixed(0), (accepted / grouped).toFixed(2)],
    ["completed by Lambkin", completed.toFixed(0), (completed / grouped).toFixed(2)],
  ],
);
