import { Sealer } from "../../../base/sealer.ts";
import type { Database, SqlSession } from "../../../storage/contract.ts";
import { AliasStore } from "./alias-store.ts";
import { KeyStore } from "./key-store.ts";
import { MaterialStore } from "./material-store.ts";
import { MIGRATIONS } from "./schema.ts";

const MATERIAL_PURPOSE = "kms-key-material-v1";

/** All that KMS keeps. Methods that take a session run in the transaction it stands for. */
export interface KmsStore {
  readonly keys: KeyStore;
  readonly materials: MaterialStore;
  readonly aliases: AliasStore;
  /** Runs `work` alone among writers; rolls back when it throws. */
  transaction<Result>(work: (session: KmsSession) => Promise<Result>): Promise<Result>;
}

/** Stands for one transaction. */
export type KmsSession = SqlSession;

/** Brings the tables up to date and opens them. */
export const openKmsStore = async (database: Database, masterKey: Uint8Array): Promise<KmsStore> => {
  await database.migrate("kms", MIGRATIONS);
  return {
    keys: new KeyStore(database),
    materials: new MaterialStore(database, new Sealer(masterKey, MATERIAL_PURPOSE)),
    aliases: new AliasStore(database),
    transaction: (work) => database.transaction(work),
  };
};
