import type { Database, SqlRow, SqlSession } from "../../../storage/contract.ts";
import { isVersion } from "../model/function-reference.ts";

/** What a record hangs on: a version, `$LATEST` for the function itself, or an alias. */
export interface RecordOwner {
  readonly functionName: string;
  readonly qualifier: string;
}

export interface FunctionRecord<Content> extends RecordOwner {
  readonly content: Content;
}

/**
 * One kind of record beside functions, at most one for each version or alias. A record goes with what it hangs on.
 * Every change is durable when its promise resolves.
 */
export class FunctionRecordStore<Content extends object> {
  readonly #database: Database;
  readonly #kind: string;
  readonly #lookup: (content: Content) => string | undefined;

  /** @param lookup what `listByLookup` finds a record by */
  constructor(database: Database, kind: string, lookup: (content: Content) => string | undefined = () => undefined) {
    this.#database = database;
    this.#kind = kind;
    this.#lookup = lookup;
  }

  find(owner: RecordOwner): Promise<Content | undefined> {
    return this.#find(this.#database, owner);
  }

  /**
   * Changes one record with nobody writing in between.
   * @param change gets the record as it is, and all records of its kind on request; what it returns is kept, undefined
   *   removes the record. What it throws comes back, nothing changed
   * @returns what is kept now; undefined also when there is nothing left that the record could hang on
   */
  change(
    owner: RecordOwner,
    change: (
      current: Content | undefined,
      all: () => Promise<readonly FunctionRecord<Content>[]>,
    ) => Content | undefined | Promise<Content | undefined>,
  ): Promise<Content | undefined> {
    return this.#database.transaction(async (session) => {
      if (!(await ownerExists(session, owner))) return undefined;
      const current = await this.#find(session, owner);
      const next = await change(current, () => this.#all(session));
      if (next === undefined) await this.#delete(session, owner);
      else if (next !== current) await this.#write(session, owner, next);
      return next;
    });
  }

  /** @returns false when there is none */
  async remove(owner: RecordOwner): Promise<boolean> {
    return (await this.#delete(this.#database, owner)) > 0;
  }

  /** Records of a function, by qualifier, `$LATEST` first. */
  async list(functionName: string): Promise<readonly FunctionRecord<Content>[]> {
    const rows = await this.#database.all(
      "SELECT * FROM function_records WHERE kind = ? AND function_name = ? ORDER BY qualifier",
      this.#kind,
      functionName,
    );
    return rows.map(toRecord<Content>);
  }

  /** All records of this kind, by function and qualifier. */
  all(): Promise<readonly FunctionRecord<Content>[]> {
    return this.#all(this.#database);
  }

  async listByLookup(lookup: string): Promise<readonly FunctionRecord<Content>[]> {
    const rows = await this.#database.all(
      "SELECT * FROM function_records WHERE kind = ? AND lookup = ? ORDER BY function_name, qualifier",
      this.#kind,
      lookup,
    );
    return rows.map(toRecord<Content>);
  }

  async #find(session: SqlSession, { functionName, qualifier }: RecordOwner): Promise<Content | undefined> {
    const row = await session.get(
      "SELECT * FROM function_records WHERE kind = ? AND function_name = ? AND qualifier = ?",
      this.#kind,
      functionName,
      qualifier,
    );
    return row && toRecord<Content>(row).content;
  }

  async #all(session: SqlSession): Promise<readonly FunctionRecord<Content>[]> {
    const rows = await session.all(
      "SELECT * FROM function_records WHERE kind = ? ORDER BY function_name, qualifier",
      this.#kind,
    );
    return rows.map(toRecord<Content>);
  }

  async #write(session: SqlSession, { functionName, qualifier }: RecordOwner, content: Content): Promise<void> {
    await session.run(
      `INSERT INTO function_records (kind, function_name, qualifier, version, alias_name, lookup, content)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (kind, function_name, qualifier) DO UPDATE SET lookup = excluded.lookup, content = excluded.content`,
      this.#kind,
      functionName,
      qualifier,
      isVersion(qualifier) ? qualifier : null,
      isVersion(qualifier) ? null : qualifier,
      this.#lookup(content) ?? null,
      JSON.stringify(content),
    );
  }

  #delete(session: SqlSession, { functionName, qualifier }: RecordOwner): Promise<number> {
    return session.run(
      "DELETE FROM function_records WHERE kind = ? AND function_name = ? AND qualifier = ?",
      this.#kind,
      functionName,
      qualifier,
    );
  }
}

const ownerExists = async (session: SqlSession, { functionName, qualifier }: RecordOwner): Promise<boolean> => {
  const sql = isVersion(qualifier)
    ? "SELECT 1 AS found FROM function_versions WHERE function_name = ? AND version = ?"
    : "SELECT 1 AS found FROM function_aliases WHERE function_name = ? AND alias_name = ?";
  return (await session.get(sql, functionName, qualifier)) !== undefined;
};

/** Rows are written by this file alone, so their JSON is what `#write` was given. */
const toRecord = <Content>(row: SqlRow): FunctionRecord<Content> => ({
  functionName: String(row["function_name"]),
  qualifier: String(row["qualifier"]),
  content: JSON.parse(String(row["content"])) as Content,
});
