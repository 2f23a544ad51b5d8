import type { Migration } from "../../../../storage/contract.ts";

/** Functions that name one keep it from being deleted; that is for the operations to see to. */
export const capacityProviders: Migration = {
  name: "0007-capacity-providers",
  sql: `
      CREATE TABLE capacity_providers (
        arn TEXT PRIMARY KEY,
        content TEXT NOT NULL,
        tags TEXT NOT NULL
      )`,
};
