import type { Migration } from "../../../../storage/contract.ts";

/**
 * Asynchronous invocations that are not over. They do not hang on their functions, since a function must be gone at once
 * however many events it leaves: those are removed little by little. The large columns come last, so that the others
 * can be read without them.
 */
export const asyncEvents: Migration = {
  name: "0006-async-events",
  sql: `
      CREATE TABLE async_events (
        event_id INTEGER PRIMARY KEY,
        function_name TEXT NOT NULL,
        qualifier TEXT,
        due_ms INTEGER NOT NULL,
        accepted_ms INTEGER NOT NULL,
        invoke_count INTEGER NOT NULL,
        refusals INTEGER NOT NULL,
        refused_status_code INTEGER,
        request_id TEXT NOT NULL,
        client_context TEXT,
        trace_header TEXT,
        outcome TEXT,
        payload BLOB NOT NULL,
        response_payload BLOB
      );
      CREATE INDEX async_events_due ON async_events (function_name, due_ms, event_id)`,
};
