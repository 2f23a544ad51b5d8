import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { silentLogger } from "../../../../../src/base/log.ts";
import { InvocationJournal } from "../../../../../src/services/lambda/metering/invocation-journal.ts";
import { UsageMeter } from "../../../../../src/services/lambda/metering/usage-meter.ts";
import type { FunctionVersion } from "../../../../../src/services/lambda/model/function-version.ts";
import { UsageStore } from "../../../../../src/services/lambda/store/usage-store.ts";
import { openSqliteDatabase } from "../../../../../src/storage/sqlite-database.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";
import { temporaryDirectory } from "../../../../support/temporary-directory.ts";
import { record, VERSION } from "./records.ts";

const MIB = 1_048_576;
const HOUR_MS = 3_600_000;

const versionWith = (state: FunctionVersion["state"]): FunctionVersion => ({ ...VERSION, state });

/** A meter over a database and a directory of its own. */
const start = async () => {
  await using cleanup = new AsyncDisposableStack();
  const { path } = cleanup.use(temporaryDirectory());
  const clock = new FakeClock();
  const database = cleanup.use(await openSqliteDatabase({ path: join(path, "lambkin.db") }));
  const store = await UsageStore.open(database);
  const journal = new InvocationJournal(join(path, "usage"), silentLogger);
  const failing = { error: undefined as Error | undefined };
  const add: UsageStore["add"] = (usages) =>
    failing.error === undefined ? store.add(usages) : Promise.reject(failing.error);
  const meteredStore = { add, lastInvokedDay: store.lastInvokedDay.bind(store) };
  const stored = Promise.withResolvers<void>();
  const onStored = () => stored.resolve();
  const meter = cleanup.use(new UsageMeter({ store: meteredStore, journal, clock, logger: silentLogger, onStored }));
  const owned = cleanup.move();
  return {
    clock,
    journal,
    meter,
    failing,
    /** Something was stored. */
    stored: stored.promise,
    directory: join(path, "usage"),
    read: () => store.read("2026-01-01", "2026-12-31"),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
};

describe("the usage meter", () => {
  test("sums up a day's invocations of one kind", async () => {
    await using metering = await start();
    metering.meter.onInvocation(record({ initMs: 40, isColdStart: true }));
    metering.meter.onInvocation(record({ status: "error", maxMemoryMiB: 90 }));
    await metering.meter.flush();
    metering.meter.onInvocation(record());
    await metering.meter.flush();
    const [usage, ...others] = await metering.read();
    assert.deepEqual(others, []);
    assert.deepEqual(usage, {
      day: "2026-01-01",
      functionName: "hello",
      version: "1",
      architecture: "x86_64",
      memoryMiB: 1_024,
      ephemeralStorageMiB: 512,
      isProvisioned: false,
      invocations: 3,
      errors: 1,
      coldStarts: 1,
      durationMs: 298.5,
      billedMs: 300,
      initMs: 40,
      maxMemoryMiB: 90,
      chargedStreamedBytes: 0,
      provisionedMs: 0,
      chargedSnapshotMs: 0,
      chargedRestores: 0,
    });
  });

  test("keeps days apart, and provisioned environments from others", async () => {
    await using metering = await start();
    metering.meter.onInvocation(record());
    metering.meter.onInvocation(record({ startedAtMs: Date.UTC(2026, 0, 2) }));
    metering.meter.onInvocation(record());
    metering.meter.onInvocation(record({ isProvisioned: true }));
    await metering.meter.flush();
    assert.deepEqual(
      (await metering.read()).map(({ day, isProvisioned, invocations }) => [day, isProvisioned, invocations]),
      [
        ["2026-01-01", false, 2],
        ["2026-01-01", true, 1],
        ["2026-01-02", false, 1],
      ],
    );
  });

  test("knows the last day on which a version ran", async () => {
    await using metering = await start();
    metering.meter.onInvocation(record({ startedAtMs: Date.UTC(2026, 0, 2) }));
    metering.meter.onInvocation(record());
    metering.meter.onSnapshots([versionWith({ value: "Active", snapshotId: "a" })]);
    await metering.clock.advance(3 * 24 * HOUR_MS);
    await metering.meter.flush();
    assert.equal(await metering.meter.lastInvokedDay("hello", "1"), "2026-01-02");
    assert.equal(await metering.meter.lastInvokedDay("hello", "2"), undefined);
  });

  test("charges streamed bytes beyond 6 MiB a response", async () => {
    await using metering = await start();
    metering.meter.onInvocation(record({ streamedBytes: 5 * MIB }));
    metering.meter.onInvocation(record({ streamedBytes: 10 * MIB }));
    await metering.meter.flush();
    assert.equal((await metering.read())[0]?.chargedStreamedBytes, 4 * MIB);
  });

  test("has stored an invocation a second later", async () => {
    await using metering = await start();
    metering.meter.onInvocation(record());
    await metering.clock.advance(1_000);
    await metering.stored;
    assert.equal((await metering.read())[0]?.invocations, 1);
  });

  test("meters provisioned environments by the time that they are there", async () => {
    await using metering = await start();
    const sample = { functionVersion: VERSION, qualifier: "live", executions: 0, isSpillover: false };
    metering.meter.onProvisionedConcurrency({ ...sample, allocated: 2 });
    await metering.clock.advance(30_000);
    metering.meter.onProvisionedConcurrency({ ...sample, allocated: 5 });
    await metering.clock.advance(10_000);
    metering.meter.onProvisionedConcurrency({ ...sample, allocated: 0 });
    await metering.clock.advance(3_600_000);
    await metering.meter.flush();
    const [usage] = await metering.read();
    assert.deepEqual([usage?.provisionedMs, usage?.isProvisioned, usage?.invocations], [110_000, true, 0]);
  });

  test("meters snapshots by the time that they are kept, not whether their versions run", async () => {
    await using metering = await start();
    const kept = versionWith({ value: "Active", snapshotId: "a", snapshotSinceMs: metering.clock.nowMs() });
    metering.meter.onSnapshots([kept]);
    await metering.clock.advance(4 * HOUR_MS);
    metering.meter.onSnapshots([kept, { ...kept, version: "2" }]);
    await metering.clock.advance(HOUR_MS);
    await metering.meter.flush();
    assert.deepEqual(
      (await metering.read()).map(({ version, chargedSnapshotMs }) => [version, chargedSnapshotMs]),
      [
        ["1", 5 * HOUR_MS],
        ["2", HOUR_MS],
      ],
    );
  });

  test("charges three hours at least of a snapshot, and nothing after its end", async () => {
    await using metering = await start();
    metering.meter.onSnapshots([
      versionWith({ value: "Active", snapshotId: "a", snapshotSinceMs: metering.clock.nowMs() }),
    ]);
    await metering.clock.advance(HOUR_MS);
    metering.meter.onSnapshots([]);
    await metering.clock.advance(10 * HOUR_MS);
    await metering.meter.flush();
    assert.equal((await metering.read())[0]?.chargedSnapshotMs, 3 * HOUR_MS);
  });

  test("charges no hour of a snapshot twice when the clock is set back", async () => {
    await using metering = await start();
    metering.meter.onSnapshots([versionWith({ value: "Active", snapshotId: "a" })]);
    await metering.clock.advance(2 * HOUR_MS);
    await metering.meter.flush();
    await metering.clock.advance(-HOUR_MS);
    await metering.meter.flush();
    await metering.clock.advance(HOUR_MS);
    await metering.meter.flush();
    assert.equal((await metering.read())[0]?.chargedSnapshotMs, 2 * HOUR_MS);
  });

  test("counts restores, and charges nothing for the snapshots of Java, as AWS", async () => {
    await using metering = await start();
    metering.meter.onInvocation(record({ restoreMs: 12, isColdStart: true }));
    metering.meter.onInvocation(record());
    await metering.meter.flush();
    assert.equal((await metering.read())[0]?.chargedRestores, 1);

    const java = { ...VERSION, functionName: "java", settings: { ...VERSION.settings, runtime: "java21" } };
    metering.meter.onSnapshots([{ ...java, state: { value: "Active", snapshotId: "a", snapshotSinceMs: 0 } }]);
    metering.meter.onInvocation(record({ functionVersion: java, restoreMs: 12, isColdStart: true }));
    await metering.clock.advance(HOUR_MS);
    await metering.meter.flush();
    const ofJava = (await metering.read()).find(({ functionName }) => functionName === "java");
    assert.deepEqual([ofJava?.chargedRestores, ofJava?.chargedSnapshotMs], [0, 0]);
  });

  test("keeps what cannot be stored for the next attempt", async () => {
    await using metering = await start();
    metering.failing.error = new Error("the disk is full");
    metering.meter.onInvocation(record());
    await assert.rejects(metering.meter.flush(), /the disk is full/);
    metering.failing.error = undefined;
    metering.meter.onInvocation(record());
    await metering.meter.flush();
    assert.equal((await metering.read())[0]?.invocations, 2);
  });

  test("writes no more lines once a day's file is full", async () => {
    using directory = temporaryDirectory();
    const journal = new InvocationJournal(directory.path, silentLogger, 100);
    journal.add(record({ requestId: "first" }));
    await journal.flush();
    journal.add(record({ requestId: "second" }));
    await journal.flush();
    assert.doesNotMatch(readFileSync(join(directory.path, "2026-01-01.ndjson"), "utf8"), /second/);
  });

  test("tells in its line what is seldom so", async () => {
    await using metering = await start();
    metering.meter.onInvocation(
      record({ initMs: 12.5, streamedBytes: 7, isProvisioned: true, status: "error", errorType: 'a "type"' }),
    );
    await metering.meter.flush();
    const line = JSON.parse(readFileSync(join(metering.directory, "2026-01-01.ndjson"), "utf8"));
    assert.deepEqual(
      [line.initMs, line.streamedBytes, line.isProvisioned, line.status, line.errorType],
      [12.5, 7, true, "error", 'a "type"'],
    );
  });

  test("tells durations to the microsecond", async () => {
    await using metering = await start();
    metering.meter.onInvocation(record({ durationMs: 0.0305 }));
    metering.meter.onInvocation(record({ durationMs: 1_234.99996 }));
    await metering.meter.flush();
    const lines = readFileSync(join(metering.directory, "2026-01-01.ndjson"), "utf8").trimEnd().split("\n");
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).durationMs),
      [0.031, 1_235],
    );
  });

  test("writes a line for each invocation into the file of its day, and removes old days", async () => {
    await using metering = await start();
    metering.meter.onInvocation(record());
    metering.meter.onInvocation(record({ startedAtMs: Date.UTC(2026, 0, 2), requestId: "another" }));
    await metering.meter.flush();
    const line = JSON.parse(readFileSync(join(metering.directory, "2026-01-01.ndjson"), "utf8"));
    assert.deepEqual(line, {
      time: "2026-01-01T00:00:00.000Z",
      requestId: "8286a188-ba32-4475-8077-530cd35c09a9",
      functionName: "hello",
      version: "1",
      qualifier: "1",
      architecture: "x86_64",
      memoryMiB: 1_024,
      ephemeralStorageMiB: 512,
      durationMs: 99.5,
      billedMs: 100,
      maxMemoryMiB: 60,
      status: "success",
    });
    await metering.journal.removeBefore("2026-01-02");
    assert.throws(() => readFileSync(join(metering.directory, "2026-01-01.ndjson")), { code: "ENOENT" });
    assert.match(readFileSync(join(metering.directory, "2026-01-02.ndjson"), "utf8"), /"requestId":"another"/);
  });
});
