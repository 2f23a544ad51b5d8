import type { Migration } from "../../../../storage/contract.ts";
import { functions } from "./0001-functions.ts";
import { versionsAndAliases } from "./0002-versions-and-aliases.ts";
import { layers } from "./0003-layers.ts";
import { functionRecords } from "./0004-function-records.ts";
import { mappingsAndCodeSigning } from "./0005-mappings-and-code-signing.ts";
import { asyncEvents } from "./0006-async-events.ts";
import { capacityProviders } from "./0007-capacity-providers.ts";
import { tenantsOfEvents } from "./0008-tenants-of-events.ts";

/** In the order of their numbers, one file each. Rows that hang on a function go with it: `ON DELETE CASCADE`. */
export const MIGRATIONS: readonly Migration[] = [
  functions,
  versionsAndAliases,
  layers,
  functionRecords,
  mappingsAndCodeSigning,
  asyncEvents,
  capacityProviders,
  tenantsOfEvents,
];
