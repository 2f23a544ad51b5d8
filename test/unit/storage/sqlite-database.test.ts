import assert from "node:assert/strict";
import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { OperatorError } from "../../../src/base/operator-error.ts";
import type { Database } from "../../../src/storage/contract.ts";
import { openSqliteDatabase } from "../../../src/storage/sqlite-database.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const MIGRATIONS = [{ name: "0001-things", sql: "CREATE TABLE things (name TEXT PRIMARY KEY, size INTEGER)" }];

const openThings = async (directory: string): Promise<Database> => {
  const database = await openSqliteDatabase({ path: join(directory, "state.db") });
  await database.migrate("things", MIGRATIONS);
  return database;
};

const names = async (database: Database): Promise<unknown[]> =>
  (await database.all("SELECT name FROM things ORDER BY name")).map((row) => row["name"]);

const isOperatorError = (code: string) => (error: unknown) => error instanceof OperatorError && error.code === code;

describe("SqliteDatabase", () => {
  test("keeps what was written when it is opened again", async () => {
    using home = temporaryDirectory();
    {
      await using database = await openThings(home.path);
      assert.equal(await database.run("INSERT INTO things VALUES (?, ?)", "anvil", 7), 1);
    }
    await using again = await openThings(home.path);
    assert.deepEqual({ ...(await again.get("SELECT * FROM things")) }, { name: "anvil", size: 7 });
  });

  test("is readable by its owner only", async () => {
    using home = temporaryDirectory();
    await using _database = await openThings(home.path);
    assert.equal((await stat(join(home.path, "state.db"))).mode & 0o777, 0o600);
    assert.equal((await stat(join(home.path, "state.db-wal"))).mode & 0o777, 0o600);
  });

  test("rolls a transaction back when its work throws", async () => {
    using home = temporaryDirectory();
    await using database = await openThings(home.path);
    const failing = database.transaction(async (session) => {
      await session.run("INSERT INTO things VALUES ('anvil', 7)");
      throw new Error("changed my mind");
    });
    await assert.rejects(failing, /changed my mind/);
    assert.deepEqual(await names(database), []);
  });

  test("shows nobody a transaction that is half done", async () => {
    using home = temporaryDirectory();
    await using database = await openThings(home.path);
    const { promise: paused, resolve: goOn } = Promise.withResolvers<void>();
    const { promise: written, resolve: announce } = Promise.withResolvers<void>();
    const transaction = database.transaction(async (session) => {
      await session.run("INSERT INTO things VALUES ('anvil', 7)");
      announce();
      await paused;
    });
    await written;
    assert.deepEqual(await names(database), []);
    goOn();
    await transaction;
    assert.deepEqual(await names(database), ["anvil"]);
  });

  test("lets no other writer in between the steps of a transaction", async () => {
    using home = temporaryDirectory();
    await using database = await openThings(home.path);
    await database.run("INSERT INTO things VALUES ('counter', 0)");
    const increment = () =>
      database.transaction(async (session) => {
        const row = await session.get("SELECT size FROM things WHERE name = 'counter'");
        await new Promise((resolve) => setImmediate(resolve));
        await session.run("UPDATE things SET size = ? WHERE name = 'counter'", Number(row?.["size"]) + 1);
      });
    await Promise.all([increment(), increment(), increment()]);
    assert.equal((await database.get("SELECT size FROM things"))?.["size"], 3);
  });

  test("fails one statement of a group without harm to its neighbours", async () => {
    using home = temporaryDirectory();
    await using database = await openThings(home.path);
    const insert = (name: string) => database.run("INSERT INTO things VALUES (?, 1)", name);
    const results = await Promise.allSettled([insert("anvil"), insert("anvil"), insert("bell")]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ["fulfilled", "rejected", "fulfilled"],
    );
    assert.deepEqual(await names(database), ["anvil", "bell"]);
  });

  test("answers the rows that a write returns", async () => {
    using home = temporaryDirectory();
    await using database = await openThings(home.path);
    const row = await database.get("INSERT INTO things VALUES ('anvil', 7) RETURNING size");
    assert.equal(row?.["size"], 7);
  });

  test("carries bytes and nulls", async () => {
    using home = temporaryDirectory();
    await using database = await openThings(home.path);
    await database.run("INSERT INTO things VALUES ('anvil', NULL)");
    const row = await database.get("SELECT size, CAST(? AS BLOB) AS bytes FROM things", new Uint8Array([1, 2]));
    assert.deepEqual({ ...row }, { size: null, bytes: new Uint8Array([1, 2]) });
  });

  test("refuses a transaction inside a transaction instead of waiting for itself", async () => {
    using home = temporaryDirectory();
    await using database = await openThings(home.path);
    const nested = database.transaction(() => database.run("INSERT INTO things VALUES ('anvil', 7)"));
    await assert.rejects(nested, /waits for itself/);
  });

  test("refuses a session that outlives its transaction", async () => {
    using home = temporaryDirectory();
    await using database = await openThings(home.path);
    const session = await database.transaction(async (session) => session);
    await assert.rejects(session.run("DELETE FROM things"), /transaction is over/);
  });

  test("says when the disk is full, and keeps nothing half", async () => {
    using home = temporaryDirectory();
    await using database = await openThings(home.path);
    await database.run("PRAGMA max_page_count = 12");
    const tooMuch = database.transaction(async (session) => {
      await session.run("INSERT INTO things VALUES ('small', 1)");
      await session.run("INSERT INTO things VALUES (?, 2)", "x".repeat(200_000));
    });
    await assert.rejects(tooMuch, isOperatorError("DiskFull"));
    const large = database.run("INSERT INTO things VALUES (?, 2)", "x".repeat(200_000));
    await assert.rejects(large, isOperatorError("DiskFull"));
    assert.deepEqual(await names(database), []);
    await database.run("INSERT INTO things VALUES ('small', 1)");
  });

  test("finishes what was begun before it closes, and refuses what comes later", async () => {
    using home = temporaryDirectory();
    const database = await openThings(home.path);
    const last = database.run("INSERT INTO things VALUES ('anvil', 7)");
    await database[Symbol.asyncDispose]();
    assert.equal(await last, 1);
    await assert.rejects(database.get("SELECT 1"), /closed/);
  });
});

describe("migrations", () => {
  test("are applied once, in order, each service its own", async () => {
    using home = temporaryDirectory();
    await using database = await openThings(home.path);
    const later = [...MIGRATIONS, { name: "0002-colour", sql: "ALTER TABLE things ADD COLUMN colour TEXT" }];
    await database.migrate("things", later);
    await database.migrate("things", later);
    await database.migrate("others", [{ name: "0001-things", sql: "CREATE TABLE others (name TEXT)" }]);
    await database.run("INSERT INTO things (name, colour) VALUES ('anvil', 'black')");
    assert.deepEqual(await names(database), ["anvil"]);
  });

  test("leave nothing behind when one of them fails", async () => {
    using home = temporaryDirectory();
    await using database = await openThings(home.path);
    const broken = [
      { name: "0001-a", sql: "CREATE TABLE a (name TEXT)" },
      { name: "0002-b", sql: "CREATE NONSENSE" },
    ];
    await assert.rejects(database.migrate("broken", broken), /syntax error/);
    await assert.rejects(database.get("SELECT * FROM a"), /no such table/);
  });

  test("refuse a database that a newer version wrote", async () => {
    using home = temporaryDirectory();
    await using database = await openThings(home.path);
    await assert.rejects(database.migrate("things", []), isOperatorError("DatabaseTooNew"));
  });
});

describe("openSqliteDatabase", () => {
  test("tells the operator of a file that is no database", async () => {
    using home = temporaryDirectory();
    const path = join(home.path, "state.db");
    await writeFile(path, "this was never a database, whatever its name may say".repeat(100));
    await assert.rejects(openSqliteDatabase({ path }), isOperatorError("DatabaseDamaged"));
  });
});
