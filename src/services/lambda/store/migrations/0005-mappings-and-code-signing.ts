import type { Migration } from "../../../../storage/contract.ts";

/** These outlive the functions that they name, as on AWS. */
export const mappingsAndCodeSigning: Migration = {
  name: "0005-mappings-and-code-signing",
  sql: `
      CREATE TABLE event_source_mappings (
        uuid TEXT PRIMARY KEY,
        function_arn TEXT NOT NULL,
        event_source TEXT NOT NULL,
        content TEXT NOT NULL,
        tags TEXT NOT NULL
      );
      CREATE INDEX event_source_mappings_of_function ON event_source_mappings (function_arn);
      CREATE TABLE code_signing_configs (
        arn TEXT PRIMARY KEY,
        content TEXT NOT NULL,
        tags TEXT NOT NULL
      )`,
};
