import type { Database, SqlRow, SqlSession } from "../../../storage/contract.ts";
import type { PointedToVersion } from "../model/check-alias.ts";
import { aliasVersions, type FunctionAlias } from "../model/function-alias.ts";
import { findPointedToVersion } from "./version-rows.ts";

/**
 * Looks at an alias and at the versions that it is going to point to, undefined for one that is not there.
 * What it throws comes back, nothing changed; a missing version it must not let pass.
 */
export type AliasCheck = (alias: FunctionAlias, versions: readonly (PointedToVersion | undefined)[]) => void;

/** Which aliases of a function are asked for. */
export interface AliasQuery {
  readonly functionName: string;
  /** Only the ones whose own version it is. */
  readonly functionVersion: string | undefined;
  readonly afterName: string;
}

/** Aliases. Every change is durable when its promise resolves. */
export class AliasStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @returns false, and changes nothing, when the function has an alias of this name already */
  insert(alias: FunctionAlias, check: AliasCheck): Promise<boolean> {
    return this.#database.transaction(async (session) => {
      check(alias, await findVersions(session, alias));
      if ((await findAlias(session, alias.functionName, alias.name)) !== undefined) return false;
      await writeAlias(session, alias);
      return true;
    });
  }

  find(functionName: string, name: string): Promise<FunctionAlias | undefined> {
    return findAlias(this.#database, functionName, name);
  }

  /** @returns undefined when there is no such alias */
  update(
    functionName: string,
    name: string,
    change: (current: FunctionAlias) => FunctionAlias,
    check: AliasCheck,
  ): Promise<FunctionAlias | undefined> {
    return this.#database.transaction(async (session) => {
      const current = await findAlias(session, functionName, name);
      if (current === undefined) return undefined;
      const next = change(current);
      check(next, await findVersions(session, next));
      await writeAlias(session, next);
      return next;
    });
  }

  /** @returns false when there is none */
  async delete(functionName: string, name: string): Promise<boolean> {
    const deleted = await this.#database.run(
      "DELETE FROM function_aliases WHERE function_name = ? AND alias_name = ?",
      functionName,
      name,
    );
    return deleted > 0;
  }

  /** Aliases by name. */
  async list(
    { functionName, functionVersion, afterName }: AliasQuery,
    limit: number,
  ): Promise<readonly FunctionAlias[]> {
    const rows = await this.#database.all(
      `SELECT * FROM function_aliases WHERE function_name = ? AND alias_name > ? AND coalesce(?, function_version) =
       function_version ORDER BY alias_name LIMIT ?`,
      functionName,
      afterName,
      functionVersion ?? null,
      limit,
    );
    return rows.map(toAlias);
  }
}

const findVersions = (session: SqlSession, alias: FunctionAlias): Promise<readonly (PointedToVersion | undefined)[]> =>
  Promise.all(aliasVersions(alias).map((version) => findPointedToVersion(session, alias.functionName, version)));

const findAlias = async (
  session: SqlSession,
  functionName: string,
  name: string,
): Promise<FunctionAlias | undefined> => {
  const row = await session.get(
    "SELECT * FROM function_aliases WHERE function_name = ? AND alias_name = ?",
    functionName,
    name,
  );
  return row && toAlias(row);
};

const writeAlias = async (session: SqlSession, alias: FunctionAlias): Promise<void> => {
  await session.run(
    `INSERT INTO function_aliases (function_name, alias_name, function_version, additional_version, additional_weight,
       description, revision_id) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (function_name, alias_name) DO UPDATE SET function_version = excluded.function_version,
       additional_version = excluded.additional_version, additional_weight = excluded.additional_weight,
       description = excluded.description, revision_id = excluded.revision_id`,
    alias.functionName,
    alias.name,
    alias.functionVersion,
    alias.additionalVersion?.version ?? null,
    alias.additionalVersion?.weight ?? null,
    alias.description,
    alias.revisionId,
  );
};

const toAlias = (row: SqlRow): FunctionAlias => ({
  functionName: String(row["function_name"]),
  name: String(row["alias_name"]),
  functionVersion: String(row["function_version"]),
  additionalVersion:
    row["additional_version"] === null
      ? undefined
      : { version: String(row["additional_version"]), weight: Number(row["additional_weight"]) },
  description: String(row["description"]),
  revisionId: String(row["revision_id"]),
});
