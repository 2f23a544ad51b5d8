import type { Migration } from "../../../../storage/contract.ts";

/** A function's own facts are in `functions`; each version, $LATEST included, is a row of `function_versions`. */
export const functions: Migration = {
  name: "0001-functions",
  sql: `
      CREATE TABLE functions (
        function_name TEXT PRIMARY KEY,
        tags TEXT NOT NULL
      );
      CREATE TABLE function_versions (
        function_name TEXT NOT NULL REFERENCES functions (function_name) ON DELETE CASCADE,
        version TEXT NOT NULL,
        settings TEXT NOT NULL,
        code_sha256 TEXT NOT NULL,
        code_size_bytes INTEGER NOT NULL,
        revision_id TEXT NOT NULL,
        last_modified_ms INTEGER NOT NULL,
        state TEXT NOT NULL,
        last_update TEXT NOT NULL,
        in_transition INTEGER NOT NULL,
        PRIMARY KEY (function_name, version)
      );
      CREATE INDEX function_versions_in_transition ON function_versions (in_transition) WHERE in_transition = 1`,
};
