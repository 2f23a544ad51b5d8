import type { Database, SqlRow, SqlSession } from "../../../storage/contract.ts";
import type { KmsKey } from "../model/key.ts";
import type { Tags } from "../model/tags.ts";

interface KeyRow extends SqlRow {
  readonly key_id: string;
  readonly spec: string;
  readonly key_usage: string;
  readonly manager: string;
  readonly description: string;
  readonly state: string;
  readonly created_at_ms: number;
  readonly deletion_at_ms: number | null;
  readonly policy: string;
  readonly tags: string;
  readonly rotation_period_days: number | null;
  readonly next_rotation_at_ms: number | null;
  readonly material_version: number;
  readonly material_id: string;
}

/** Keys at rest, without their material. */
export class KeyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(keyId: string, session: SqlSession = this.#database): Promise<KmsKey | undefined> {
    const row = await session.get<KeyRow>("SELECT * FROM kms_keys WHERE key_id = ?", keyId);
    return row && toKey(row);
  }

  /** Sorted by id. */
  async all(): Promise<readonly KmsKey[]> {
    return (await this.#database.all<KeyRow>("SELECT * FROM kms_keys ORDER BY key_id")).map(toKey);
  }

  /** Keys whose waiting period has ended, and enabled keys whose turn it is to be rotated. */
  async due(
    nowMs: number,
  ): Promise<{ readonly forDeletion: readonly KmsKey[]; readonly forRotation: readonly KmsKey[] }> {
    const forDeletion = await this.#database.all<KeyRow>("SELECT * FROM kms_keys WHERE deletion_at_ms <= ?", nowMs);
    const forRotation = await this.#database.all<KeyRow>(
      "SELECT * FROM kms_keys WHERE next_rotation_at_ms <= ? AND state = 'Enabled'",
      nowMs,
    );
    return { forDeletion: forDeletion.map(toKey), forRotation: forRotation.map(toKey) };
  }

  /** Inserts a key, or puts it in the place of what it was. */
  async put(key: KmsKey, session: SqlSession): Promise<void> {
    await session.run(
      `INSERT INTO kms_keys (key_id, spec, key_usage, manager, description, state, created_at_ms, deletion_at_ms,
         policy, tags, rotation_period_days, next_rotation_at_ms, material_version, material_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (key_id) DO UPDATE SET description = excluded.description, state = excluded.state,
         deletion_at_ms = excluded.deletion_at_ms, policy = excluded.policy, tags = excluded.tags,
         rotation_period_days = excluded.rotation_period_days, next_rotation_at_ms = excluded.next_rotation_at_ms,
         material_version = excluded.material_version, material_id = excluded.material_id`,
      key.keyId,
      key.spec,
      key.usage,
      key.manager,
      key.description,
      key.state,
      key.createdAtMs,
      key.deletionAtMs ?? null,
      key.policy,
      JSON.stringify(key.tags),
      key.rotation?.periodDays ?? null,
      key.rotation?.nextAtMs ?? null,
      key.material.version,
      key.material.materialId,
    );
  }

  async remove(keyId: string, session: SqlSession): Promise<void> {
    await session.run("DELETE FROM kms_keys WHERE key_id = ?", keyId);
  }
}

/** Rows are written by this file alone, so their words are those of the type. */
const toKey = (row: KeyRow): KmsKey => ({
  keyId: row.key_id,
  spec: row.spec as KmsKey["spec"],
  usage: row.key_usage as KmsKey["usage"],
  manager: row.manager as KmsKey["manager"],
  description: row.description,
  state: row.state as KmsKey["state"],
  createdAtMs: row.created_at_ms,
  deletionAtMs: row.deletion_at_ms ?? undefined,
  policy: row.policy,
  tags: JSON.parse(row.tags) as Tags,
  rotation:
    row.rotation_period_days === null || row.next_rotation_at_ms === null
      ? undefined
      : { periodDays: row.rotation_period_days, nextAtMs: row.next_rotation_at_ms },
  material: { version: row.material_version, materialId: row.material_id },
});
