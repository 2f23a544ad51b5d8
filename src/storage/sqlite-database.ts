import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import type { Database, Migration, SqlRow, SqlSession, SqlValue } from "./contract.ts";
import { applyMigrations } from "./migrate.ts";
import { SqliteConnection } from "./sqlite-connection.ts";
import { toStorageError } from "./sqlite-error.ts";
import { syncDirectory } from "./sync-directory.ts";
import { type Single, WriteQueue } from "./write-queue.ts";

/**
 * Opens the embedded database, creating it when there is none. Readable by its owner only.
 * @throws OperatorError when the file is damaged, unreachable or held by another process
 */
export const openSqliteDatabase = async (options: { readonly path: string }): Promise<Database> => {
  const { path } = options;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  // SQLite gives the -wal and -shm files the mode of the main file.
  await (await open(path, "a", 0o600)).close();
  await syncDirectory(dirname(path));
  using cleanup = new DisposableStack();
  const writer = cleanup.use(new SqliteConnection(path, { mode: "read-write" }));
  // FULL syncs the log at each commit: what was acknowledged survives a power cut.
  // What is deleted or overwritten is zeroed in the file: secrets that are gone are gone.
  writer.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON");
  const reader = cleanup.use(new SqliteConnection(path, { mode: "read-only" }));
  reader.get("SELECT count(*) AS tables FROM sqlite_schema", []);
  return new SqliteDatabase(path, writer, reader, cleanup.move());
};

/**
 * Two connections to one file: the writer is given to one task at a time, the reader sees the last commit and
 * never waits for it. So nothing outside a transaction ever sees it half done.
 */
class SqliteDatabase implements Database {
  readonly #path: string;
  readonly #writer: SqliteConnection;
  readonly #reader: SqliteConnection;
  readonly #cleanup: DisposableStack;
  readonly #queue = new WriteQueue((group) => this.#commitGroup(group));
  #closed = false;

  constructor(path: string, writer: SqliteConnection, reader: SqliteConnection, cleanup: DisposableStack) {
    this.#path = path;
    this.#writer = writer;
    this.#reader = reader;
    this.#cleanup = cleanup;
  }

  async all<Row extends SqlRow>(sql: string, ...parameters: readonly SqlValue[]): Promise<readonly Row[]> {
    const run = (connection: SqliteConnection) => connection.all(sql, parameters) as readonly Row[];
    return isQuery(sql) ? run(this.#reading()) : this.#write(() => run(this.#writer));
  }

  async get<Row extends SqlRow>(sql: string, ...parameters: readonly SqlValue[]): Promise<Row | undefined> {
    const run = (connection: SqliteConnection) => connection.get(sql, parameters) as Row | undefined;
    return isQuery(sql) ? run(this.#reading()) : this.#write(() => run(this.#writer));
  }

  run(sql: string, ...parameters: readonly SqlValue[]): Promise<number> {
    return this.#write(() => this.#writer.run(sql, parameters));
  }

  async transaction<Result>(work: (session: SqlSession) => Promise<Result>): Promise<Result> {
    this.#refuseWhenClosed();
    return this.#queue.exclusive(async () => {
      using session = new TransactionSession(this.#writer);
      this.#writer.exec("BEGIN IMMEDIATE");
      try {
        const result = await work(session);
        this.#writer.exec("COMMIT");
        return result;
      } catch (error) {
        this.#writer.rollback();
        throw error;
      }
    });
  }

  async migrate(service: string, migrations: readonly Migration[]): Promise<void> {
    this.#refuseWhenClosed();
    await this.#queue.exclusive(async () => applyMigrations(this.#writer, service, migrations));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#queue.idle();
    this.#cleanup.dispose();
  }

  async #write<Result>(work: () => Result): Promise<Result> {
    this.#refuseWhenClosed();
    return this.#queue.single(work);
  }

  /** One commit for the whole group; a statement that fails is undone alone and fails alone. */
  #commitGroup(group: readonly Single[]): void {
    const done: Single[] = [];
    try {
      this.#writer.exec("BEGIN IMMEDIATE");
      for (const single of group) if (this.#runInGroup(single)) done.push(single);
      this.#writer.exec("COMMIT");
    } catch (error) {
      this.#writer.rollback();
      // Rejecting twice is harmless: the first word of a promise is its last.
      for (const single of group) single.reject(toStorageError(error, this.#path));
      return;
    }
    for (const single of done) single.resolve();
  }

  #runInGroup(single: Single): boolean {
    this.#writer.exec("SAVEPOINT statement");
    try {
      single.run();
    } catch (error) {
      single.reject(error);
      this.#writer.exec("ROLLBACK TO statement");
      return false;
    } finally {
      this.#writer.exec("RELEASE statement");
    }
    return true;
  }

  #reading(): SqliteConnection {
    this.#refuseWhenClosed();
    return this.#reader;
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new Error("the database is closed");
  }
}

/** The writer for the length of one transaction; useless afterwards, so that a forgotten await cannot leak out. */
class TransactionSession implements SqlSession, Disposable {
  #writer: SqliteConnection | undefined;

  constructor(writer: SqliteConnection) {
    this.#writer = writer;
  }

  async all<Row extends SqlRow>(sql: string, ...parameters: readonly SqlValue[]): Promise<readonly Row[]> {
    return this.#open().all(sql, parameters) as readonly Row[];
  }

  async get<Row extends SqlRow>(sql: string, ...parameters: readonly SqlValue[]): Promise<Row | undefined> {
    return this.#open().get(sql, parameters) as Row | undefined;
  }

  async run(sql: string, ...parameters: readonly SqlValue[]): Promise<number> {
    return this.#open().run(sql, parameters);
  }

  [Symbol.dispose](): void {
    this.#writer = undefined;
  }

  #open(): SqliteConnection {
    if (this.#writer === undefined) throw new Error("the transaction is over");
    return this.#writer;
  }
}

/** Statements that start otherwise go to the writer. A WITH that writes belongs inside a transaction. */
const isQuery = (sql: string): boolean => /^\s*(?:SELECT|WITH)\b/i.test(sql);
