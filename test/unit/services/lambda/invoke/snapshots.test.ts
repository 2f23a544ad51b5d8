import assert from "node:assert/strict";
import { truncate } from "node:fs/promises";
import { describe, test } from "node:test";
import type { ServiceException } from "../../../../../src/aws/service-exception.ts";
import { OperatorError } from "../../../../../src/base/operator-error.ts";
import { SnapshotStore } from "../../../../../src/services/lambda/invoke/snapshots/snapshot-store.ts";
import type { FunctionVersion } from "../../../../../src/services/lambda/model/function-version.ts";
import { eventually } from "../../../../support/eventually.ts";
import { FakeSandbox, type GuestProgram } from "./fake-sandbox.ts";
import { echo, invocation, RUNTIME_TEXT, RUNTIME_VERSION_ARN, settle, text } from "./invoker-fixture.ts";
import { keepable, kept, restored, snapshotFixture, version } from "./snapshots/snapshot-fixture.ts";

interface PlatformLine {
  readonly type: string;
  readonly record: Readonly<Record<string, unknown>>;
}

/** The host cannot go on from what was kept. */
const broken: GuestProgram = async (_guest, sandbox) =>
  sandbox.exit({ exitCode: 1, startError: "SNAPSHOT_UNUSABLE: the machine was booted since" });

const code = (expected: string) => (error: ServiceException) => error.code === expected;

describe("an environment of a version with a snapshot", () => {
  test("goes on from it", async (context) => {
    const fake = await snapshotFixture(context, keepable, restored);
    const functionVersion = await kept(fake);
    const result = await fake.invoker.invoke(invocation({ functionVersion }));
    assert.equal(text(result.payload), '{"a":1}');
    const [taken, used] = fake.backend.created;
    assert.equal(used?.snapshot?.path, fake.backend.files[0]?.path);
    assert.deepEqual(used?.spec.mounts, taken?.spec.mounts);
    assert.deepEqual(used?.spec.listenPorts, taken?.spec.listenPorts);
  });

  test("stays warm as any other", async (context) => {
    const fake = await snapshotFixture(context, keepable, restored);
    const functionVersion = await kept(fake);
    await fake.invoker.invoke(invocation({ functionVersion }));
    await settle();
    await fake.invoker.invoke(invocation({ functionVersion, requestId: "2" }));
    assert.equal(fake.backend.created.length, 2);
  });

  test("reports how long it took, and bills what the function did of it", async (context) => {
    const fake = await snapshotFixture(context, keepable, async (guest, sandbox) => {
      await guest.receive();
      await fake.clock.advance(5);
      sandbox.stdout.write("restored\n");
      await echo(guest, sandbox);
    });
    const functionVersion = await kept(fake);
    fake.logs.events.clear();
    const create = fake.backend.create.bind(fake.backend);
    fake.backend.create = async (...parameters) => {
      await fake.clock.advance(10);
      return create(...parameters);
    };
    await fake.invoker.invoke(invocation({ functionVersion, requestId: "1" }));
    await settle();
    assert.deepEqual(fake.logs.lines, [
      `RESTORE_START ${RUNTIME_TEXT}`,
      "restored",
      "RESTORE_REPORT Restore Duration: 15.00 ms",
      "START RequestId: 1 Version: 1",
      "END RequestId: 1",
      "REPORT RequestId: 1\tDuration: 0.00 ms\tBilled Duration: 5 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\t" +
        "Restore Duration: 15.00 ms\tBilled Restore Duration: 5 ms\t",
    ]);
    const [record] = fake.records;
    assert.equal(record?.initMs, undefined);
    assert.equal(record?.restoreMs, 15);
    assert.equal(record?.isColdStart, true);
  });

  test("is told in JSON, where the function logs so", async (context) => {
    const fake = await snapshotFixture(context, keepable, restored);
    const logging = {
      format: "JSON",
      applicationLogLevel: "INFO",
      systemLogLevel: "DEBUG",
      logGroup: "/aws/lambda/hello",
    } as const;
    const { state } = await kept(fake);
    fake.logs.events.clear();
    const functionVersion = { ...version(state), settings: { ...version(state).settings, logging } };
    await fake.invoker.invoke(invocation({ functionVersion, requestId: "1" }));
    await settle();
    const told = fake.logs.lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as PlatformLine);
    assert.deepEqual(
      told.map(({ type }) => type),
      [
        "platform.restoreStart",
        "platform.restoreRuntimeDone",
        "platform.restoreReport",
        "platform.start",
        "platform.runtimeDone",
        "platform.report",
      ],
    );
    const [start, runtimeDone, report, , , invocationReport] = told.map(({ record }) => record);
    assert.deepEqual(start, {
      runtimeVersion: "provided:al2023.v1",
      runtimeVersionArn: RUNTIME_VERSION_ARN,
      functionName: "hello",
      functionVersion: "1",
      instanceId: [...fake.logs.events.keys()][0],
      instanceMaxMemory: 134_217_728,
    });
    assert.deepEqual(runtimeDone, { status: "success" });
    assert.deepEqual(report, { status: "success", metrics: { durationMs: 0 } });
    assert.deepEqual(invocationReport?.["metrics"], {
      durationMs: 0,
      billedDurationMs: 0,
      memorySizeMB: 128,
      maxMemoryUsedMB: 40,
      restoreDurationMs: 0,
      billedRestoreDurationMs: 0,
    });
  });

  test("fails its invocation when the function cannot be restored", async (context) => {
    const fake = await snapshotFixture(context, keepable, async (guest) => {
      await guest.receive();
      const type = "Lambda-Runtime-Function-Error-Type: Runtime.AfterRestoreError\r\n";
      await guest.request("POST", "/2018-06-01/runtime/restore/error", "{}", type);
    });
    const functionVersion = await kept(fake);
    await assert.rejects(fake.invoker.invoke(invocation({ functionVersion })), code("SnapStartException"));
    assert.equal(
      fake.logs.lines.at(-1),
      "RESTORE_REPORT Restore Duration: 0.00 ms\tStatus: error\tError Type: Runtime.AfterRestoreError",
    );
  });

  test("fails its invocation when that takes longer than ten seconds", async (context) => {
    const fake = await snapshotFixture(context, keepable, async (guest) => void (await guest.receive()));
    const functionVersion = await kept(fake);
    const rejected = assert.rejects(
      fake.invoker.invoke(invocation({ functionVersion })),
      code("SnapStartTimeoutException"),
    );
    await eventually(() => fake.backend.created.length === 2);
    await fake.clock.advance(10_000);
    await rejected;
    assert.equal(fake.logs.lines.at(-1), "RESTORE_REPORT Restore Duration: 10000.00 ms\tStatus: timeout");
  });

  test("is initialized instead when the snapshot cannot be used, which is told once", async (context) => {
    const fake = await snapshotFixture(context, keepable, broken, echo);
    const functionVersion = await kept(fake);
    const told: FunctionVersion[] = [];
    fake.invoker.snapshots.onUnusable((one) => told.push(one));
    const result = await fake.invoker.invoke(invocation({ functionVersion }));
    assert.equal(text(result.payload), '{"a":1}');
    assert.deepEqual(told, [functionVersion]);
    assert.equal(await fake.invoker.snapshots.isUsable(functionVersion), false);
    const { environment } = fake.backend.sandbox(2).spec;
    assert.equal(environment["AWS_LAMBDA_INITIALIZATION_TYPE"], "on-demand");
  });

  test("is initialized instead when what goes on never comes as far as its runtime", async (context) => {
    const fake = await snapshotFixture(context, keepable, echo);
    const functionVersion = await kept(fake);
    const create = fake.backend.create.bind(fake.backend);
    fake.backend.create = (spec, options) => {
      if (spec.snapshot === undefined) return create(spec, options);
      const sandbox = new FakeSandbox(spec);
      setImmediate(() => sandbox.exit({ signal: "SIGSEGV" }));
      return Promise.resolve(sandbox);
    };
    const result = await fake.invoker.invoke(invocation({ functionVersion }));
    assert.equal(text(result.payload), '{"a":1}');
    assert.equal(await fake.invoker.snapshots.isUsable(functionVersion), false);
  });

  test("is initialized instead when the snapshot is gone", async (context) => {
    const fake = await snapshotFixture(context, keepable, echo);
    const functionVersion = await kept(fake);
    const create = fake.backend.create.bind(fake.backend);
    const gone = new OperatorError({
      code: "SANDBOX_LAUNCH_FAILED",
      message: "launcher: open snapshot: ENOENT",
      remedy: "",
    });
    fake.backend.create = (spec, options) =>
      spec.snapshot === undefined ? create(spec, options) : Promise.reject(gone);
    const result = await fake.invoker.invoke(invocation({ functionVersion }));
    assert.equal(text(result.payload), '{"a":1}');
  });

  test("goes on from it after a start of the server, too, once it is decrypted", async (context) => {
    const before = await snapshotFixture(context, keepable);
    const functionVersion = await kept(before);
    const store = await SnapshotStore.open(before.home);
    const { keys } = before;
    const fake = await snapshotFixture(context, { snapshots: { store, keys } }, restored);
    await fake.invoker.invoke(invocation({ functionVersion }));
    assert.equal(fake.backend.sandbox(0).snapshot?.path, fake.backend.files[0]?.path);
    assert.equal(await fake.backend.files[0]?.text(), "kept");
    assert.equal(keys.opened, 1);
  });

  test("is initialized instead, and the snapshot given up, when that was altered on the disk", async (context) => {
    const before = await snapshotFixture(context, keepable);
    const functionVersion = await kept(before);
    await truncate(`${before.home}/${functionVersion.state.snapshotId}/image.sealed`, 3);
    const store = await SnapshotStore.open(before.home);
    const fake = await snapshotFixture(context, { snapshots: { store, keys: before.keys } }, echo);
    const told: FunctionVersion[] = [];
    fake.invoker.snapshots.onUnusable((one) => told.push(one));
    await fake.invoker.invoke(invocation({ functionVersion }));
    assert.equal(fake.backend.sandbox(0).snapshot, undefined);
    assert.deepEqual(told, [functionVersion]);
  });

  test("is not started without the key of its snapshot, nor initialized instead", async (context) => {
    const fake = await snapshotFixture(context, keepable, restored);
    const functionVersion = await kept(fake);
    fake.keys.error = { code: "DisabledException", kmsMessage: "no" };
    assert.deepEqual(fake.invoker.snapshots.lock("key-1"), [functionVersion.state.snapshotId]);
    await assert.rejects(fake.invoker.invoke(invocation({ functionVersion })), code("KMSDisabledException"));
    assert.equal(fake.backend.created.length, 1);
    fake.keys.error = undefined;
    await fake.invoker.invoke(invocation({ functionVersion }));
    assert.notEqual(fake.backend.sandbox(1).snapshot, undefined);
  });

  test("goes on from it later when the host cannot make a sandbox now", async (context) => {
    const fake = await snapshotFixture(context, keepable, restored);
    const functionVersion = await kept(fake);
    fake.backend.failure = "no processes left";
    await assert.rejects(fake.invoker.invoke(invocation({ functionVersion })), code("ServiceException"));
    assert.equal(await fake.invoker.snapshots.isUsable(functionVersion), true);
    fake.backend.failure = undefined;
    await fake.invoker.invoke(invocation({ functionVersion }));
    assert.notEqual(fake.backend.sandbox(1).snapshot, undefined);
  });

  test("is initialized when it is not what the snapshot was taken of any more", async (context) => {
    const fake = await snapshotFixture(context, keepable, echo);
    const { state } = await kept(fake);
    const changed = { ...version(state), code: { sha256: "11", sizeBytes: 1 } };
    assert.equal(await fake.invoker.snapshots.isUsable(changed), false);
    await fake.invoker.invoke(invocation({ functionVersion: changed }));
    assert.equal(fake.backend.sandbox(1).snapshot, undefined);
  });
});
