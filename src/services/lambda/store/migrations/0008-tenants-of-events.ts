import type { Migration } from "../../../../storage/contract.ts";

/** Whom an event is for, where tenants are kept apart. */
export const tenantsOfEvents: Migration = {
  name: "0008-tenants-of-events",
  sql: `ALTER TABLE async_events ADD COLUMN tenant_id TEXT`,
};
