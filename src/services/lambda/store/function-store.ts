import { newRequestId } from "../../../base/ids.ts";
import type { Database, SqlSession } from "../../../storage/contract.ts";
import type { EnvironmentCipher } from "../model/environment-cipher.ts";
import { versionNumber } from "../model/function-reference.ts";
import type { FunctionVersion } from "../model/function-version.ts";
import { findVersion, toVersions, writeVersion } from "./version-rows.ts";

export type Tags = Readonly<Record<string, string>>;

export interface StoredTotals {
  readonly functionCount: number;
  readonly codeSizeBytes: number;
}

/** Functions, their versions and their tags. Every change is durable when its promise resolves. */
export class FunctionStore {
  readonly #database: Database;
  readonly #cipher: EnvironmentCipher;

  constructor(database: Database, cipher: EnvironmentCipher) {
    this.#database = database;
    this.#cipher = cipher;
  }

  /**
   * @param versions `$LATEST`, and the first version when one is published at once
   * @returns false, and changes nothing, when there is a function of this name already
   */
  insert(functionName: string, versions: readonly FunctionVersion[], tags: Tags): Promise<boolean> {
    const lastVersion = Math.max(...versions.map(({ version }) => versionNumber(version)));
    return this.#database.transaction(async (session) => {
      const inserted = await session.run(
        "INSERT INTO functions (function_name, tags, last_version) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        functionName,
        JSON.stringify(tags),
        lastVersion,
      );
      if (inserted === 0) return false;
      for (const version of versions) await writeVersion(session, version);
      return true;
    });
  }

  find(functionName: string, version: string): Promise<FunctionVersion | undefined> {
    return findVersion(this.#database, this.#cipher, functionName, version);
  }

  /**
   * Changes one version with nobody writing in between.
   * @param change gets the version as it is, and returns it as it shall be; what it throws comes back, nothing changed
   * @returns undefined when there is no such version
   */
  update(
    functionName: string,
    version: string,
    change: (current: FunctionVersion) => FunctionVersion,
  ): Promise<FunctionVersion | undefined> {
    return this.#database.transaction(async (session) => {
      const current = await findVersion(session, this.#cipher, functionName, version);
      if (current === undefined) return undefined;
      const next = change(current);
      if (next !== current) await writeVersion(session, next);
      return next;
    });
  }

  /** Removes a function with all its versions and aliases. @returns false when there is none */
  async delete(functionName: string): Promise<boolean> {
    return (await this.#database.run("DELETE FROM functions WHERE function_name = ?", functionName)) > 0;
  }

  /** $LATEST of up to `limit` functions, by name, beginning after a name. */
  async list(afterName: string, limit: number): Promise<readonly FunctionVersion[]> {
    const rows = await this.#database.all(
      "SELECT * FROM function_versions WHERE version = '$LATEST' AND function_name > ? ORDER BY function_name LIMIT ?",
      afterName,
      limit,
    );
    return toVersions(rows, this.#cipher);
  }

  /** Versions whose creation or update has not come to its end. */
  async inTransition(): Promise<readonly FunctionVersion[]> {
    const rows = await this.#database.all("SELECT * FROM function_versions WHERE in_transition = 1");
    return toVersions(rows, this.#cipher);
  }

  /** Hashes of all code that some version runs. */
  async referencedCode(): Promise<ReadonlySet<string>> {
    const rows = await this.#database.all("SELECT DISTINCT code_sha256 FROM function_versions");
    return new Set(rows.map((row) => String(row["code_sha256"])));
  }

  async totals(): Promise<StoredTotals> {
    const row = await this.#database.get(`
      SELECT (SELECT count(*) FROM functions) AS function_count,
        (SELECT coalesce(sum(code_size_bytes), 0) FROM function_versions) AS code_size_bytes`);
    return { functionCount: Number(row?.["function_count"]), codeSizeBytes: Number(row?.["code_size_bytes"]) };
  }

  /** @returns undefined when there is no such function */
  findTags(functionName: string): Promise<Tags | undefined> {
    return findTags(this.#database, functionName);
  }

  /**
   * Like `update`, for the tags of a function.
   * PARITY: each change is a new revision of `$LATEST`. One that is in transition gets another at its end anyway, and
   * is known until then by the one that it has.
   */
  updateTags(functionName: string, change: (current: Tags) => Tags): Promise<Tags | undefined> {
    return this.#database.transaction(async (session) => {
      const current = await findTags(session, functionName);
      if (current === undefined) return undefined;
      const next = change(current);
      const text = JSON.stringify(next);
      await session.run("UPDATE functions SET tags = ? WHERE function_name = ?", text, functionName);
      await session.run(
        `UPDATE function_versions SET revision_id = ?
         WHERE function_name = ? AND version = '$LATEST' AND in_transition = 0`,
        newRequestId(),
        functionName,
      );
      return next;
    });
  }
}

const findTags = async (session: SqlSession, functionName: string): Promise<Tags | undefined> => {
  const row = await session.get("SELECT tags FROM functions WHERE function_name = ?", functionName);
  return row && (JSON.parse(String(row["tags"])) as Tags);
};
