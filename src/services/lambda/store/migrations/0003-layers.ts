import type { Migration } from "../../../../storage/contract.ts";

/**
 * Versions of layers. A deleted one stays as a row, so that its number is never given again. The lists of what a
 * version is compatible with are JSON.
 */
export const layers: Migration = {
  name: "0003-layers",
  sql: `
      CREATE TABLE layer_versions (
        layer_name TEXT NOT NULL,
        version INTEGER NOT NULL,
        description TEXT NOT NULL,
        license_info TEXT,
        compatible_runtimes TEXT NOT NULL,
        compatible_architectures TEXT NOT NULL,
        created_ms INTEGER NOT NULL,
        code_sha256 TEXT NOT NULL,
        code_size_bytes INTEGER NOT NULL,
        unzipped_bytes INTEGER NOT NULL,
        policy TEXT,
        deleted_ms INTEGER,
        PRIMARY KEY (layer_name, version)
      )`,
};
