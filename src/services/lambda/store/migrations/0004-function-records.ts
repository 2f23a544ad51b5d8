import type { Migration } from "../../../../storage/contract.ts";

/**
 * What is set beside a function, one kind at a time: its policy, its concurrency, its URL and so on. A record hangs on a
 * version (`$LATEST` stands for the function itself) or on an alias, and goes with it. `lookup` finds records of a kind
 * by what they point to.
 */
export const functionRecords: Migration = {
  name: "0004-function-records",
  sql: `
      CREATE TABLE function_records (
        kind TEXT NOT NULL,
        function_name TEXT NOT NULL REFERENCES functions (function_name) ON DELETE CASCADE,
        qualifier TEXT NOT NULL,
        version TEXT,
        alias_name TEXT,
        lookup TEXT,
        content TEXT NOT NULL,
        PRIMARY KEY (kind, function_name, qualifier),
        FOREIGN KEY (function_name, version) REFERENCES function_versions (function_name, version) ON DELETE CASCADE,
        FOREIGN KEY (function_name, alias_name) REFERENCES function_aliases (function_name, alias_name) ON DELETE CASCADE
      );
      CREATE INDEX function_records_of_function ON function_records (function_name);
      CREATE INDEX function_records_lookup ON function_records (kind, lookup)`,
};
