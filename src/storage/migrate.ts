import { OperatorError } from "../base/operator-error.ts";
import type { Migration } from "./contract.ts";
import type { SqliteConnection } from "./sqlite-connection.ts";

const CREATE_MIGRATIONS_TABLE = `
  CREATE TABLE IF NOT EXISTS migrations (
    service TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (service, name)
  )`;

/**
 * Brings one service's tables up to date, all pending migrations in one transaction.
 * @throws OperatorError when the file was written by a newer version of the server
 */
export const applyMigrations = (
  connection: SqliteConnection,
  service: string,
  migrations: readonly Migration[],
): void => {
  connection.exec("BEGIN IMMEDIATE");
  try {
    connection.exec(CREATE_MIGRATIONS_TABLE);
    const applied = appliedNames(connection, service);
    refuseUnknown(service, applied, migrations);
    for (const migration of migrations.filter(({ name }) => !applied.has(name))) {
      connection.exec(migration.sql);
      connection.run("INSERT INTO migrations (service, name) VALUES (?, ?)", [service, migration.name]);
    }
    connection.exec("COMMIT");
  } catch (error) {
    connection.rollback();
    throw error;
  }
};

const appliedNames = (connection: SqliteConnection, service: string): ReadonlySet<string> =>
  new Set(connection.all("SELECT name FROM migrations WHERE service = ?", [service]).map((row) => String(row["name"])));

/** A name that this program has never heard of means a newer one was here; its tables must not be guessed at. */
const refuseUnknown = (service: string, applied: ReadonlySet<string>, migrations: readonly Migration[]): void => {
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = [...applied].filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new OperatorError({
    code: "DatabaseTooNew",
    message: `The database was written by a newer version: it holds ${service} migration ${unknown.sort().join(", ")}.`,
    remedy: "Start the version that wrote it, or use another home directory.",
  });
};
