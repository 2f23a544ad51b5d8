import type { Database, Migration } from "../../../storage/contract.ts";

/** Rooms outside the store name the database by this type only. */
export type KmsDatabase = Database;

export const MIGRATIONS: readonly Migration[] = [
  {
    name: "0001-kms",
    // Secrets lie in `kms_key_materials` alone, each sealed to its key and version.
    sql: `
      CREATE TABLE kms_keys (
        key_id TEXT PRIMARY KEY,
        spec TEXT NOT NULL,
        key_usage TEXT NOT NULL,
        manager TEXT NOT NULL,
        description TEXT NOT NULL,
        state TEXT NOT NULL,
        created_at_ms BIGINT NOT NULL,
        deletion_at_ms BIGINT,
        policy TEXT NOT NULL,
        tags TEXT NOT NULL,
        rotation_period_days INTEGER,
        next_rotation_at_ms BIGINT,
        material_version INTEGER NOT NULL,
        material_id TEXT NOT NULL
      );
      CREATE INDEX kms_keys_by_deletion ON kms_keys (deletion_at_ms) WHERE deletion_at_ms IS NOT NULL;
      CREATE INDEX kms_keys_by_rotation ON kms_keys (next_rotation_at_ms) WHERE next_rotation_at_ms IS NOT NULL;
      CREATE TABLE kms_key_materials (
        key_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        material_id TEXT NOT NULL,
        sealed_material TEXT NOT NULL,
        created_at_ms BIGINT NOT NULL,
        rotation_type TEXT,
        PRIMARY KEY (key_id, version)
      );
      CREATE TABLE kms_aliases (
        alias_name TEXT PRIMARY KEY,
        key_id TEXT NOT NULL,
        created_at_ms BIGINT NOT NULL,
        updated_at_ms BIGINT NOT NULL
      );
      CREATE INDEX kms_aliases_by_key ON kms_aliases (key_id);`,
  },
];
