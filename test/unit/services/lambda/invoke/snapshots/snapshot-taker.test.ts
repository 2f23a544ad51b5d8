import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { OperatorError } from "../../../../../../src/base/operator-error.ts";
import { eventually } from "../../../../../support/eventually.ts";
import { temporaryDirectory } from "../../../../../support/temporary-directory.ts";
import { echo, RUNTIME_TEXT } from "../invoker-fixture.ts";
import { keepable, signal, snapshotFixture, version } from "./snapshot-fixture.ts";

describe("taking a snapshot", () => {
  test("initializes one environment and keeps it", async (context) => {
    const fake = await snapshotFixture(context, keepable);
    const outcome = await fake.invoker.snapshots.take(version(), { signal });
    assert.equal(outcome.kind, "taken");
    const sandbox = fake.backend.sandbox(0);
    assert.deepEqual(sandbox.calls.at(-1), "dispose");
    assert.deepEqual(fake.store.ids, await readdir(fake.home));
  });

  test("is told in a log stream of the version", async (context) => {
    const fake = await snapshotFixture(context, async (guest, sandbox) => {
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
    const fake = await snapshotFixture(context, keepable);
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
    const fake = await snapshotFixture(context, async (guest) => {
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
    const fake = await snapshotFixture(context, async () => undefined);
    const taken = fake.invoker.snapshots.take(version(), { signal });
    await eventually(() => fake.backend.created.length === 1);
    await fake.clock.advance(130_000);
    assert.equal((await taken).kind, "failed");
  });

  test("is refused, before anything starts, when the key cannot be used that it would lie under", async (context) => {
    const fake = await snapshotFixture(context, keepable);
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

  test("leaves nothing decrypted when the key was disabled meanwhile", async (context) => {
    const fake = await snapshotFixture(context, async (guest, sandbox) => {
      const takeSnapshot = sandbox.takeSnapshot.bind(sandbox);
      sandbox.takeSnapshot = async (...taking) => {
        await takeSnapshot(...taking);
        fake.invoker.snapshots.lock(fake.keys.newKey.sealed.keyId);
      };
      await keepable(guest, sandbox);
    });
    const outcome = await fake.invoker.snapshots.take(version(), { signal });
    assert.equal(outcome.kind, "taken");
    await eventually(() => fake.backend.files[0]?.isClosed === true);
  });

  test("needs memory for the process and for what is kept of it", async (context) => {
    const fake = await snapshotFixture(context, { limits: { memoryMiB: 255 } }, keepable);
    assert.deepEqual(await fake.invoker.snapshots.take(version(), { signal }), {
      kind: "refused",
      reason: "the host has no memory left for it",
    });
    assert.equal(fake.backend.files[0]?.isClosed, true);
  });

  test("is refused where the process cannot be kept", async (context) => {
    const fake = await snapshotFixture(context, async (guest, sandbox) => {
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
    const fake = await snapshotFixture(context, echo);
    assert.deepEqual(await fake.invoker.snapshots.take(version(), { signal }), {
      kind: "refused",
      reason: "its runtime does not ask to be restored",
    });
  });

  test("is done for no more versions at a time than there are processors", async (context) => {
    const fake = await snapshotFixture(context, async () => undefined);
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
    const fake = await snapshotFixture(context, { codeDirectories: { acquire } }, keepable);
    const layers = [{ arn: "arn", sha256: "22", sizeBytes: 1, unzippedBytes: 1 }];
    const extended = { ...version(), settings: { ...version().settings, layers } };
    assert.deepEqual(await fake.invoker.snapshots.take(extended, { signal }), {
      kind: "refused",
      reason: "it has extensions, which are processes of their own",
    });
    assert.equal(fake.backend.created.length, 0);
  });

  test("is refused on a host that cannot", async (context) => {
    const fake = await snapshotFixture(context, keepable);
    fake.backend.canSnapshot = false;
    assert.equal(fake.invoker.snapshots.isAvailable, false);
    assert.equal((await fake.invoker.snapshots.take(version(), { signal })).kind, "refused");
    assert.equal(fake.backend.created.length, 0);
  });
});
