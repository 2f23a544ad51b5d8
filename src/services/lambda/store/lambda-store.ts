import type { Database } from "../../../storage/contract.ts";
import type { EnvironmentCipher } from "../model/environment-cipher.ts";
import { AliasStore } from "./alias-store.ts";
import { AsyncEventStore } from "./async-event-store.ts";
import { FunctionStore } from "./function-store.ts";
import { type LambdaRecords, openLambdaRecords } from "./lambda-records.ts";
import { LayerStore } from "./layer-store.ts";
import { MIGRATIONS } from "./migrations/all.ts";
import { sealClearEnvironments } from "./seal-clear-environments.ts";
import { VersionStore } from "./version-store.ts";

/** All that Lambda keeps as rows, one store for each kind of thing. */
export interface LambdaStore {
  readonly functions: FunctionStore;
  readonly versions: VersionStore;
  readonly aliases: AliasStore;
  readonly records: LambdaRecords;
  readonly layers: LayerStore;
  readonly asyncEvents: AsyncEventStore;
}

/** Brings the tables up to date and opens them. */
export const openLambdaStore = async (database: Database, cipher: EnvironmentCipher): Promise<LambdaStore> => {
  await database.migrate("lambda", MIGRATIONS);
  await sealClearEnvironments(database, cipher);
  return {
    functions: new FunctionStore(database, cipher),
    versions: new VersionStore(database, cipher),
    aliases: new AliasStore(database),
    records: openLambdaRecords(database),
    layers: new LayerStore(database),
    asyncEvents: await AsyncEventStore.open(database),
  };
};
