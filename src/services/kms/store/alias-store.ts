import type { Database, SqlRow, SqlSession } from "../../../storage/contract.ts";
import type { Alias } from "../model/key.ts";

interface AliasRow extends SqlRow {
  readonly alias_name: string;
  readonly key_id: string;
  readonly created_at_ms: number;
  readonly updated_at_ms: number;
}

/** Aliases by name. */
export class AliasStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(aliasName: string, session: SqlSession = this.#database): Promise<Alias | undefined> {
    const row = await session.get<AliasRow>("SELECT * FROM kms_aliases WHERE alias_name = ?", aliasName);
    return row && toAlias(row);
  }

  /** Sorted by name. */
  async all(): Promise<readonly Alias[]> {
    return (await this.#database.all<AliasRow>("SELECT * FROM kms_aliases ORDER BY alias_name")).map(toAlias);
  }

  async put(alias: Alias, session: SqlSession): Promise<void> {
    await session.run(
      `INSERT INTO kms_aliases (alias_name, key_id, created_at_ms, updated_at_ms) VALUES (?, ?, ?, ?)
       ON CONFLICT (alias_name) DO UPDATE SET key_id = excluded.key_id, updated_at_ms = excluded.updated_at_ms`,
      alias.aliasName,
      alias.keyId,
      alias.createdAtMs,
      alias.updatedAtMs,
    );
  }

  /** @returns false when there is none */
  async remove(aliasName: string): Promise<boolean> {
    return (await this.#database.run("DELETE FROM kms_aliases WHERE alias_name = ?", aliasName)) > 0;
  }

  async removeAllOf(keyId: string, session: SqlSession): Promise<void> {
    await session.run("DELETE FROM kms_aliases WHERE key_id = ?", keyId);
  }
}

const toAlias = (row: AliasRow): Alias => ({
  aliasName: row.alias_name,
  keyId: row.key_id,
  createdAtMs: row.created_at_ms,
  updatedAtMs: row.updated_at_ms,
});
