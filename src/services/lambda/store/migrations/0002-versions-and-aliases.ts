import type { Migration } from "../../../../storage/contract.ts";

/**
 * `last_version` only ever grows, so that no number is given twice. `version_number` sorts versions; it is 0 for
 * $LATEST, whose `published_as` names the version that was published from just what it is. An alias cannot outlive a
 * version that it points to.
 */
export const versionsAndAliases: Migration = {
  name: "0002-versions-and-aliases",
  sql: `
      ALTER TABLE functions ADD COLUMN last_version INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE function_versions ADD COLUMN version_number INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE function_versions ADD COLUMN published_as TEXT;
      CREATE TABLE function_aliases (
        function_name TEXT NOT NULL REFERENCES functions (function_name) ON DELETE CASCADE,
        alias_name TEXT NOT NULL,
        function_version TEXT NOT NULL,
        additional_version TEXT,
        additional_weight REAL,
        description TEXT NOT NULL,
        revision_id TEXT NOT NULL,
        PRIMARY KEY (function_name, alias_name),
        FOREIGN KEY (function_name, function_version) REFERENCES function_versions (function_name, version),
        FOREIGN KEY (function_name, additional_version) REFERENCES function_versions (function_name, version)
      )`,
};
