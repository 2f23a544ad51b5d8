import type { Migration } from "../../../../storage/contract.ts";
import { functions } from "./0001-functions.ts";

/** In the order of their numbers, one file each. Rows that hang on a function go with it: `ON DELETE CASCADE`. */
export const MIGRATIONS: readonly Migration[] = [functions];
