import type { Database, SqlRow } from "../../../storage/contract.ts";
import type { AsyncEvent, EventOutcome, FunctionBacklog, QueuedEvent } from "../model/async-event.ts";
import { EventCounts } from "./event-counts.ts";

/** How many events one statement removes, so that no other writer waits long. */
const DISCARD_BATCH = 500;

/** The part of an outcome that is kept as JSON. */
type StoredOutcome = Omit<EventOutcome, "responsePayload">;

/** What is known of an event after an attempt that is not the last one. */
export type EventProgress = Pick<QueuedEvent, "invokeCount" | "refusals" | "refusedStatusCode">;

/**
 * The queue of asynchronous invocations. Every change is durable when its promise resolves; changes that are asked for at
 * the same time share one wait for the disk. Which events run is not in it: only one server has this database, so
 * that is what it remembers, and what a killed server ran is simply still here.
 */
export class AsyncEventStore {
  readonly #database: Database;
  readonly #counts = new EventCounts();
  #lastEventId: number;
  #turn: Promise<void> | undefined;

  private constructor(database: Database, lastEventId: number) {
    this.#database = database;
    this.#lastEventId = lastEventId;
  }

  static async open(database: Database): Promise<AsyncEventStore> {
    const row = await database.get("SELECT max(event_id) AS last FROM async_events");
    const store = new AsyncEventStore(database, Number(row?.["last"] ?? 0));
    await store.#count();
    return store;
  }

  async add(event: AsyncEvent): Promise<void> {
    this.#lastEventId += 1;
    const eventId = this.#lastEventId;
    await this.#database.run(
      `INSERT INTO async_events (event_id, function_name, qualifier, due_ms, accepted_ms, invoke_count, refusals,
         request_id, client_context, tenant_id, trace_header, payload) VALUES (?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?, ?)`,
      eventId,
      event.functionName,
      event.qualifier ?? null,
      event.acceptedMs,
      event.acceptedMs,
      event.requestId,
      event.clientContext ?? null,
      event.tenantId ?? null,
      event.traceHeader ?? null,
      event.payload,
    );
    this.#counts.add(event.functionName, 1, eventId);
  }

  /** @returns undefined when it was removed meanwhile */
  async find(eventId: number): Promise<QueuedEvent | undefined> {
    const row = await this.#database.get("SELECT * FROM async_events WHERE event_id = ?", eventId);
    return row && toEvent(row);
  }

  /** Leaves an event for a later attempt. */
  async postpone(eventId: number, dueMs: number, progress: EventProgress): Promise<void> {
    await this.#database.run(
      "UPDATE async_events SET due_ms = ?, invoke_count = ?, refusals = ?, refused_status_code = ? WHERE event_id = ?",
      dueMs,
      progress.invokeCount,
      progress.refusals,
      progress.refusedStatusCode ?? null,
      eventId,
    );
  }

  /** Notes how an event ended. It stays until its targets were told, from `dueMs` on. */
  async conclude(eventId: number, dueMs: number, invokeCount: number, outcome: EventOutcome): Promise<void> {
    const { responsePayload, ...stored } = outcome;
    await this.#database.run(
      "UPDATE async_events SET due_ms = ?, invoke_count = ?, outcome = ?, response_payload = ? WHERE event_id = ?",
      dueMs,
      invokeCount,
      JSON.stringify(stored satisfies StoredOutcome),
      responsePayload ?? null,
      eventId,
    );
  }

  async remove({ eventId, functionName }: Pick<QueuedEvent, "eventId" | "functionName">): Promise<void> {
    await this.#thisTurn();
    const removed = await this.#database.run("DELETE FROM async_events WHERE event_id = ?", eventId);
    this.#counts.remove(functionName, removed);
  }

  /** Removes what a function has in the queue by now, little by little. @returns how many events that were */
  async discard(functionName: string): Promise<number> {
    const lastEventId = this.#lastEventId;
    let discarded = 0;
    for (;;) {
      const removed = await this.#database.run(
        `DELETE FROM async_events WHERE event_id IN
           (SELECT event_id FROM async_events WHERE function_name = ? AND event_id <= ? LIMIT ?)`,
        functionName,
        lastEventId,
        DISCARD_BATCH,
      );
      this.#counts.remove(functionName, removed);
      discarded += removed;
      if (removed < DISCARD_BATCH) return discarded;
    }
  }

  /** The functions that have events, one at a time. Takes as long as there are functions, not events. */
  async *functionNames(): AsyncGenerator<string, void, undefined> {
    for (let name = ""; ;) {
      const row = await this.#database.get(
        "SELECT min(function_name) AS name FROM async_events WHERE function_name > ?",
        name,
      );
      if (typeof row?.["name"] !== "string") return;
      name = row["name"];
      yield name;
    }
  }

  /** The events of a function that are due, those first that have been longest. */
  async due(functionName: string, nowMs: number, limit: number): Promise<readonly number[]> {
    const rows = await this.#database.all(
      `SELECT event_id FROM async_events WHERE function_name = ? AND due_ms <= ? ORDER BY due_ms, event_id LIMIT ?`,
      functionName,
      nowMs,
      limit,
    );
    return rows.map((row) => Number(row["event_id"]));
  }

  /** When the next event of a function falls due that is not due yet; undefined when there is none. */
  async nextDueMs(functionName: string, nowMs: number): Promise<number | undefined> {
    const row = await this.#database.get(
      "SELECT min(due_ms) AS due_ms FROM async_events WHERE function_name = ? AND due_ms > ?",
      functionName,
      nowMs,
    );
    return typeof row?.["due_ms"] === "number" ? row["due_ms"] : undefined;
  }

  async backlog(): Promise<readonly FunctionBacklog[]> {
    const backlogs: FunctionBacklog[] = [];
    for (const functionName of this.#counts.functionNames) {
      const oldestAcceptedMs = await this.#findOldest(functionName);
      const { eventCount } = this.#counts.of(functionName);
      if (oldestAcceptedMs !== undefined) backlogs.push({ functionName, eventCount, oldestAcceptedMs });
    }
    return backlogs;
  }

  /** When the oldest event of a function was accepted; undefined when it has none any more. */
  async #findOldest(functionName: string): Promise<number | undefined> {
    // Concatenated, the name is no reason to take the index by name, where ids are in no order: from where the oldest was
    // last, its successor is mostly the next row.
    const row = await this.#database.get(
      `SELECT event_id, accepted_ms FROM async_events
       WHERE event_id >= ? AND function_name || '' = ? ORDER BY event_id LIMIT 1`,
      this.#counts.of(functionName).oldestId,
      functionName,
    );
    if (row === undefined) return undefined;
    this.#counts.noteOldest(functionName, Number(row["event_id"]));
    return Number(row["accepted_ms"]);
  }

  /** Once, by walking through an index: about a tenth of a second for a million events. */
  async #count(): Promise<void> {
    const rows = await this.#database.all(`
      SELECT function_name, count(*) AS event_count, min(event_id) AS oldest_id FROM async_events
      GROUP BY function_name`);
    for (const row of rows) {
      this.#counts.add(String(row["function_name"]), Number(row["event_count"]), Number(row["oldest_id"]));
    }
  }

  /** Resolves when this turn of the event loop is over: what ends within one turn shares a commit. */
  #thisTurn(): Promise<void> {
    this.#turn ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#turn = undefined;
        resolve();
      });
    });
    return this.#turn;
  }
}

/** Rows are written by this file alone. */
const toEvent = (row: SqlRow): QueuedEvent => ({
  eventId: Number(row["event_id"]),
  functionName: String(row["function_name"]),
  qualifier: textOf(row, "qualifier"),
  requestId: String(row["request_id"]),
  payload: row["payload"] as Uint8Array,
  clientContext: textOf(row, "client_context"),
  tenantId: textOf(row, "tenant_id"),
  traceHeader: textOf(row, "trace_header"),
  acceptedMs: Number(row["accepted_ms"]),
  invokeCount: Number(row["invoke_count"]),
  refusals: Number(row["refusals"]),
  refusedStatusCode: row["refused_status_code"] === null ? undefined : Number(row["refused_status_code"]),
  outcome: toOutcome(row),
});

const toOutcome = (row: SqlRow): EventOutcome | undefined => {
  const stored = textOf(row, "outcome");
  if (stored === undefined) return undefined;
  const { response_payload: responsePayload } = row;
  return {
    ...(JSON.parse(stored) as StoredOutcome),
    responsePayload: responsePayload instanceof Uint8Array ? responsePayload : undefined,
  };
};

const textOf = (row: SqlRow, column: string): string | undefined => {
  const value = row[column];
  return typeof value === "string" ? value : undefined;
};
