import { OperatorError } from "../../../base/operator-error.ts";
import type { Sealer } from "../../../base/sealer.ts";
import type { Database, SqlRow, SqlSession } from "../../../storage/contract.ts";
import type { KeyMaterial } from "../model/key.ts";

interface MaterialRow extends SqlRow {
  readonly version: number;
  readonly material_id: string;
  readonly sealed_material: string;
  readonly created_at_ms: number;
  readonly rotation_type: string | null;
}

/** One generation as it is used. */
export interface OpenedMaterial {
  readonly materialId: string;
  readonly secret: Buffer;
}

/** The secrets of keys at rest, every generation. Each is sealed to its key and version: swapped rows do not open. */
export class MaterialStore {
  readonly #database: Database;
  readonly #sealer: Sealer;

  constructor(database: Database, sealer: Sealer) {
    this.#database = database;
    this.#sealer = sealer;
  }

  /**
   * @returns undefined when the key has no such generation
   * @throws OperatorError MASTER_KEY_MISMATCH when it was sealed under another master key
   */
  async find(keyId: string, version: number): Promise<OpenedMaterial | undefined> {
    const sql = "SELECT * FROM kms_key_materials WHERE key_id = ? AND version = ?";
    const row = await this.#database.get<MaterialRow>(sql, keyId, version);
    if (row === undefined) return undefined;
    const material = this.#sealer.open(Buffer.from(row.sealed_material, "base64"), placeOf(keyId, version));
    if (material === undefined) throw masterKeyMismatch(keyId);
    return { materialId: row.material_id, secret: Buffer.from(material, "base64") };
  }

  /** Every generation, oldest first. */
  async list(keyId: string, session: SqlSession = this.#database): Promise<readonly KeyMaterial[]> {
    const sql = "SELECT * FROM kms_key_materials WHERE key_id = ? ORDER BY version";
    return (await session.all<MaterialRow>(sql, keyId)).map((row) => ({
      version: row.version,
      materialId: row.material_id,
      createdAtMs: row.created_at_ms,
      rotationType: (row.rotation_type ?? undefined) as KeyMaterial["rotationType"],
    }));
  }

  async insert(keyId: string, material: KeyMaterial, secret: Uint8Array, session: SqlSession): Promise<void> {
    const sealed = this.#sealer.seal(Buffer.from(secret).toString("base64"), placeOf(keyId, material.version));
    await session.run(
      `INSERT INTO kms_key_materials (key_id, version, material_id, sealed_material, created_at_ms, rotation_type)
       VALUES (?, ?, ?, ?, ?, ?)`,
      keyId,
      material.version,
      material.materialId,
      sealed.toString("base64"),
      material.createdAtMs,
      material.rotationType ?? null,
    );
  }

  async removeAll(keyId: string, session: SqlSession): Promise<void> {
    await session.run("DELETE FROM kms_key_materials WHERE key_id = ?", keyId);
  }
}

const placeOf = (keyId: string, version: number): string => `${keyId}:${version}`;

const masterKeyMismatch = (keyId: string): OperatorError =>
  new OperatorError({
    code: "MASTER_KEY_MISMATCH",
    message: `The stored material of KMS key ${keyId} does not open under this master key.`,
    remedy: "Start with the master key that this database was used with before.",
  });
