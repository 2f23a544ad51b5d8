import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { SqlRow, SqlValue } from "./contract.ts";
import { toStorageError } from "./sqlite-error.ts";

/** Prepared statements kept a connection. Statements are literals in code, so the number is small. */
const MAX_CACHED_STATEMENTS = 256;
const BUSY_TIMEOUT_MS = 5_000;

/** One connection to the file: prepares each statement once and speaks our errors. */
export class SqliteConnection implements Disposable {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #path: string;

  /** @throws OperatorError when the file cannot be opened or is no database */
  constructor(path: string, options: { readonly mode: "read-write" | "read-only" }) {
    this.#path = path;
    this.#database = this.#guard(
      () =>
        new DatabaseSync(path, {
          readOnly: options.mode === "read-only",
          enableForeignKeyConstraints: true,
          enableDoubleQuotedStringLiterals: false,
          timeout: BUSY_TIMEOUT_MS,
        }),
    );
  }

  /** Runs statements that answer nothing: pragmas, migrations, BEGIN and COMMIT. */
  exec(sql: string): void {
    this.#guard(() => this.#database.exec(sql));
  }

  all(sql: string, parameters: readonly SqlValue[]): readonly SqlRow[] {
    return this.#guard(() => this.#prepare(sql).all(...parameters) as unknown as readonly SqlRow[]);
  }

  get(sql: string, parameters: readonly SqlValue[]): SqlRow | undefined {
    return this.#guard(() => this.#prepare(sql).get(...parameters) as unknown as SqlRow | undefined);
  }

  /** @returns how many rows changed */
  run(sql: string, parameters: readonly SqlValue[]): number {
    return this.#guard(() => Number(this.#prepare(sql).run(...parameters).changes));
  }

  /** Rolls back unless SQLite already did, as it does when the disk is full. */
  rollback(): void {
    if (this.#database.isTransaction) this.exec("ROLLBACK");
  }

  [Symbol.dispose](): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #prepare(sql: string): StatementSync {
    const cached = this.#statements.get(sql);
    if (cached !== undefined) return cached;
    const statement = this.#database.prepare(sql);
    const oldest = this.#statements.keys().next().value;
    if (this.#statements.size >= MAX_CACHED_STATEMENTS && oldest !== undefined) this.#statements.delete(oldest);
    this.#statements.set(sql, statement);
    return statement;
  }

  #guard<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw toStorageError(error, this.#path);
    }
  }
}
