import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { mkdir, readdir, truncate, writeFile } from "node:fs/promises";
import { describe, test, type TestContext } from "node:test";
import type { ServiceException } from "../../../../../src/aws/service-exception.ts";
import { OperatorError } from "../../../../../src/base/operator-error.ts";
import type { FunctionInvokerOptions } from "../../../../../src/services/lambda/invoke/function-invoker.ts";
import { SnapshotStore } from "../../../../../src/services/lambda/invoke/snapshots/snapshot-store.ts";
import type { FunctionVersion } from "../../../../../src/services/lambda/model/function-version.ts";
import { eventually } from "../../../../support/eventually.ts";
import { FakeDataKeys } from "../../../../support/fake-data-keys.ts";
import { temporaryDirectory } from "../../../../support/temporary-directory.ts";
import { FakeSandbox, type GuestProgram } from "./fake-sandbox.ts";
import {
  echo,
  functionVersion,
  invocation,
  invokerFixture,
  RUNTIME_TEXT,
  RUNTIME_VERSION_ARN,
  settle,
  text,
} from "./invoker-fixture.ts";

interface PlatformLine {
  readonly type: string;
  readonly record: Readonly<Record<string, unknown>>;
}

const signal = new AbortController().signal;
const RESTORE_NEXT = "GET /2018-06-01/runtime/restore/next HTTP/1.1\r\n\r\n";

/** Gets ready to be kept. */
const keepable: GuestProgram = async (guest, sandbox) => {
  sandbox.stdout.write("initializing\n");
  guest.send(RESTORE_NEXT);
};

/** Goes on where `keepable` waited. */
const restored: GuestProgram = async (guest, sandbox) => {
  await guest.receive();
  sandbox.stdout.write("restored\n");
  await echo(guest, sandbox);
};

/** The host cannot go on from what was kept. */
const broken: GuestProgram = async (_guest, sandbox) =>
  sandbox.exit({ exitCode: 1, startError: "SNAPSHOT_UNUSABLE: the machine was booted since" });

const LIMITS = {
  concurrentExecutions: 1_000,
  invocationRate: 10,
  environmentsPer10Seconds: 1_000,
  idleMs: 60_000,
  preparedSandboxes: 0,
};

const version = (state: FunctionVersion["state"] = { value: "Active" }) =>
  functionVersion({ other: { SnapStart: { ApplyOn: "PublishedVersions" } } }, { version: "1", state });

const fixture = async (
  context: TestContext,
  first: GuestProgram | Partial<FunctionInvokerOptions>,
  ...others: readonly GuestProgram[]
) => {
  const [programs, overrides] = typeof first === "function" ? [[first, ...others], {}] : [others, first];
  const home = temporaryDirectory();
  context.after(() => home[Symbol.dispose]());
  const store = await SnapshotStore.open(home.path);
  const keys = new FakeDataKeys();
  return {
    ...invokerFixture(context, { programs, overrides: { snapshots: { store, keys }, ...overrides } }),
    home: home.path,
    store,
    keys,
  };
};

const code = (expected: string) => (error: ServiceException) => error.code === expected;

/** A version with a snapshot. */
const kept = async ({ invoker }: Awaited<ReturnType<typeof fixture>>): Promise<FunctionVersion> => {
  const outcome = await invoker.snapshots.take(version(), { signal });
  assert.equal(outcome.kind, "taken");
  return version({ value: "Active", snapshotId: outcome.kind === "taken" ? outcome.snapshotId : "" });
};

describe("taking a snapshot", () => {
  test("initializes one environment and keeps it", async (context) => {
    const fake = await fixture(context, keepable);
    const outcome = await fake.invoker.snapshots.take(version(), { signal });
    assert.equal(outcome.kind, "taken");
    const sandbox = fake.backend.sandbox(0);
    assert.deepEqual(sandbox.calls.at(-1), "dispose");
    assert.deepEqual(fake.store.ids, await readdir(fake.home));
  });

  test("is told in a log stream of the version", async (context) => {
    const fake = await fixture(context, async (guest, sandbox) => {
      await fake.clock.advance(120);
      await keepable(guest, sandbox);
    });
    await fake.invoker.snapshots.take(version(), { signal });
    assert.deepEqual(fake.logs.lines, [
      `INIT_START ${RUNTIME_TEXT}`,
      "initializing",
      "INIT_REPORT Init Duration: 120.00 ms",
    ]);
  });

  test("tells the function what it is, and where credentials are, but nothing of one environment alone", async (context) => {
    const fake = await fixture(context, keepable);
    await fake.invoker.snapshots.take(version(), { signal });
    const { environment } = fake.backend.sandbox(0).spec;
    assert.equal(environment["AWS_LAMBDA_INITIALIZATION_TYPE"], "snap-start");
    assert.equal(environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"], "http://127.0.0.1:9001/2021-04-23/credentials");
    assert.match(environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] ?? "", /^[0-9a-f]{64}$/);
    assert.equal(environment["AWS_ACCESS_KEY_ID"], undefined);
    assert.equal(environment["AWS_LAMBDA_LOG_GROUP_NAME"], undefined);
    assert.equal(environment["AWS_LAMBDA_LOG_STREAM_NAME"], undefined);
  });

  test("fails with the function, in AWS's words, and leaves nothing", async (context) => {
    const fake = await fixture(context, async (guest) => {
      await guest.initError("Runtime.ImportModuleError", "{}");
    });
    assert.deepEqual(await fake.invoker.snapshots.take(version(), { signal }), {
      kind: "failed",
      reason: "An error occurred during function initialization.",
      reasonCode: "FunctionError",
    });
    assert.match(fake.logs.lines.at(-1) ?? "", /^INIT_REPORT .*\tStatus: error\tError Type: Runtime.ImportModuleError/);
    assert.deepEqual(await readdir(fake.home), []);
  });

  test("fails with a function that takes longer than it may", async (context) => {
    const fake = await fixture(context, async () => undefined);
    const taken = fake.invoker.snapshots.take(version(), { signal });
    await eventually(() => fake.backend.created.length === 1);
    await fake.clock.advance(130_000);
    assert.equal((await taken).kind, "failed");
  });

  test("is refused, before anything starts, when the key cannot be used that it would lie under", async (context) => {
    const fake = await fixture(context, keepable);
    fake.keys.error = { code: "KMSInvalidStateException", kmsMessage: "arn:key is pending deletion." };
    assert.deepEqual(await fake.invoker.snapshots.take(version(), { signal }), {
      kind: "locked",
      reason:
        "The SnapStart snapshot cannot be encrypted. " +
        "KMS Exception: KMSInvalidStateException KMS Message: arn:key is pending deletion.",
      reasonCode: "InvalidStateKMSKey",
    });
    assert.equal(fake.backend.created.length, 0);
  });

  test("needs memory for the process and for what is kept of it", async (context) => {
    const fake = await fixture(context, { limits: { ...LIMITS, memoryMiB: 255 } }, keepable);
    assert.deepEqual(await fake.invoker.snapshots.take(version(), { signal }), {
      kind: "refused",
      reason: "the host has no memory left for it",
    });
    assert.equal(fake.backend.files[0]?.isClosed, true);
  });

  test("is refused where the process cannot be kept", async (context) => {
    const fake = await fixture(context, async (guest, sandbox) => {
      sandbox.takeSnapshot = () =>
        Promise.reject(new OperatorError({ code: "SNAPSHOT_REFUSED", message: "two processes", remedy: "" }));
      await keepable(guest, sandbox);
    });
    assert.deepEqual(await fake.invoker.snapshots.take(version(), { signal }), {
      kind: "refused",
      reason: "two processes",
    });
    assert.deepEqual(await readdir(fake.home), []);
    assert.equal(fake.backend.files[0]?.isClosed, true);
  });

  test("is refused of a runtime that goes for invocations at once", async (context) => {
    const fake = await fixture(context, echo);
    assert.deepEqual(await fake.invoker.snapshots.take(version(), { signal }), {
      kind: "refused",
      reason: "its runtime does not ask to be restored",
    });
  });

  test("is done for no more versions at a time than there are processors", async (context) => {
    const fake = await fixture(context, async () => undefined);
    const stop = new AbortController();
    const processors = availableParallelism();
    const all = Array.from({ length: processors + 1 }, () =>
      fake.invoker.snapshots.take(version(), { signal: stop.signal }),
    );
    // Each takes 256 MiB of the host's 1,024.
    const most = Math.min(processors, 4);
    await eventually(() => fake.backend.created.length === most);
    stop.abort(new Error("The test is over."));
    await Promise.allSettled(all);
    assert.equal(fake.backend.created.length, most);
  });

  test("is refused of functions with extensions", async (context) => {
    using layer = temporaryDirectory();
    await mkdir(`${layer.path}/extensions`);
    await writeFile(`${layer.path}/extensions/observer`, "");
    const acquire = () => Promise.resolve({ path: layer.path, [Symbol.asyncDispose]: () => Promise.resolve() });
    const fake = await fixture(context, { codeDirectories: { acquire } }, keepable);
    const layers = [{ arn: "arn", sha256: "22", sizeBytes: 1, unzippedBytes: 1 }];
    const extended = { ...version(), settings: { ...version().settings, layers } };
    assert.deepEqual(await fake.invoker.snapshots.take(extended, { signal }), {
      kind: "refused",
      reason: "it has extensions, which are processes of their own",
    });
    assert.equal(fake.backend.created.length, 0);
  });

  test("is refused on a host that cannot", async (context) => {
    const fake = await fixture(context, keepable);
    fake.backend.canSnapshot = false;
    assert.equal(fake.invoker.snapshots.isAvailable, false);
    assert.equal((await fake.invoker.snapshots.take(version(), { signal })).kind, "refused");
    assert.equal(fake.backend.created.length, 0);
  });
});

describe("an environment of a version with a snapshot", () => {
  test("goes on from it", async (context) => {
    const fake = await fixture(context, keepable, restored);
    const functionVersion = await kept(fake);
    const result = await fake.invoker.invoke(invocation({ functionVersion }));
    assert.equal(text(result.payload), '{"a":1}');
    const [taken, used] = fake.backend.created;
    assert.equal(used?.snapshot?.path, fake.backend.files[0]?.path);
    assert.deepEqual(used?.spec.mounts, taken?.spec.mounts);
    assert.deepEqual(used?.spec.listenPorts, taken?.spec.listenPorts);
  });

  test("stays warm as any other", async (context) => {
    const fake = await fixture(context, keepable, restored);
    const functionVersion = await kept(fake);
    await fake.invoker.invoke(invocation({ functionVersion }));
    await settle();
    await fake.invoker.invoke(invocation({ functionVersion, requestId: "2" }));
    assert.equal(fake.backend.created.length, 2);
  });

  test("reports how long it took, and bills what the function did of it", async (context) => {
    const fake = await fixture(context, keepable, async (guest, sandbox) => {
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
    const fake = await fixture(context, keepable, restored);
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
    const fake = await fixture(context, keepable, async (guest) => {
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
    const fake = await fixture(context, keepable, async (guest) => void (await guest.receive()));
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
    const fake = await fixture(context, keepable, broken, echo);
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
    const fake = await fixture(context, keepable, echo);
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
    const fake = await fixture(context, keepable, echo);
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
    const before = await fixture(context, keepable);
    const functionVersion = await kept(before);
    const store = await SnapshotStore.open(before.home);
    const { keys } = before;
    const fake = await fixture(context, { snapshots: { store, keys } }, restored);
    await fake.invoker.invoke(invocation({ functionVersion }));
    assert.equal(fake.backend.sandbox(0).snapshot?.path, fake.backend.files[0]?.path);
    assert.equal(await fake.backend.files[0]?.text(), "kept");
    assert.equal(keys.opened, 1);
  });

  test("is initialized instead, and the snapshot given up, when that was altered on the disk", async (context) => {
    const before = await fixture(context, keepable);
    const functionVersion = await kept(before);
    await truncate(`${before.home}/${functionVersion.state.snapshotId}/image.sealed`, 3);
    const store = await SnapshotStore.open(before.home);
    const fake = await fixture(context, { snapshots: { store, keys: before.keys } }, echo);
    const told: FunctionVersion[] = [];
    fake.invoker.snapshots.onUnusable((one) => told.push(one));
    await fake.invoker.invoke(invocation({ functionVersion }));
    assert.equal(fake.backend.sandbox(0).snapshot, undefined);
    assert.deepEqual(told, [functionVersion]);
  });

  test("is not started without the key of its snapshot, nor initialized instead", async (context) => {
    const fake = await fixture(context, keepable, restored);
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
    const fake = await fixture(context, keepable, restored);
    const functionVersion = await kept(fake);
    fake.backend.failure = "no processes left";
    await assert.rejects(fake.invoker.invoke(invocation({ functionVersion })), code("ServiceException"));
    assert.equal(await fake.invoker.snapshots.isUsable(functionVersion), true);
    fake.backend.failure = undefined;
    await fake.invoker.invoke(invocation({ functionVersion }));
    assert.notEqual(fake.backend.sandbox(1).snapshot, undefined);
  });

  test("is initialized when it is not what the snapshot was taken of any more", async (context) => {
    const fake = await fixture(context, keepable, echo);
    const { state } = await kept(fake);
    const changed = { ...version(state), code: { sha256: "11", sizeBytes: 1 } };
    assert.equal(await fake.invoker.snapshots.isUsable(changed), false);
    await fake.invoker.invoke(invocation({ functionVersion: changed }));
    assert.equal(fake.backend.sandbox(1).snapshot, undefined);
  });
});
