import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { SnapshotOutcome } from "../../../../../src/services/lambda/invoke/snapshots/contract.ts";
import { FakeSnapshots } from "../../../../support/fake-snapshots.ts";
import { ARN, LambdaControl, refusal } from "../../../../support/lambda-control.ts";
import { zip } from "../../../../support/zip.ts";
import { eventually } from "../../../../support/eventually.ts";
import { temporaryDirectory } from "../../../../support/temporary-directory.ts";

const FunctionName = "snappy";
const SnapStart = { ApplyOn: "PublishedVersions" as const };
const ON = { ...SnapStart, OptimizationStatus: "On" };
const OFF = { ...SnapStart, OptimizationStatus: "Off" };
const VERSION = { FunctionName, Qualifier: "1" };
const DAY_MS = 86_400_000;

/** A host that takes snapshots, and a function that wants them. */
const start = async (home?: string, snapshots = new FakeSnapshots()): Promise<LambdaControl> => {
  snapshots.isAvailable = true;
  const control = await LambdaControl.start(home, snapshots);
  await control.create(FunctionName, { Runtime: "python3.13", SnapStart });
  return control;
};

const publish = async (control: LambdaControl) => {
  const published = await control.call("PublishVersion", { FunctionName });
  await control.settled(FunctionName);
  return published;
};

/** A version that became inactive. */
const idle = async (): Promise<LambdaControl> => {
  const control = await start();
  await publish(control);
  await control.lambda.recover();
  const retired = control.invoker.nextRetire();
  await control.clock.advance(15 * DAY_MS);
  await retired;
  return control;
};

describe("publishing with SnapStart", () => {
  test("is pending until there is a snapshot, and active with it", async () => {
    await using control = await start();
    const published = await publish(control);
    assert.equal(published.State, "Pending");
    assert.equal(published.StateReason, "The function is being created.");
    assert.equal(published.StateReasonCode, "Creating");
    assert.deepEqual(published.SnapStart, ON);
    const version = await control.call("GetFunctionConfiguration", VERSION);
    assert.equal(version.State, "Active");
    assert.deepEqual(version.SnapStart, ON);
    assert.deepEqual(control.snapshots.taken, ["snappy:1"]);
  });

  test("takes none of $LATEST", async () => {
    await using control = await start();
    await publish(control);
    const latest = await control.call("GetFunctionConfiguration", { FunctionName });
    assert.deepEqual(latest.SnapStart, OFF);
  });

  test("takes one of what is created or updated with a version, too", async () => {
    await using control = await start();
    await control.create("other", { Runtime: "python3.13", SnapStart, Publish: true });
    assert.deepEqual(control.snapshots.taken, ["other:1"]);
    const ZipFile = await zip({ "index.py": "handler = print" });
    await control.call("UpdateFunctionCode", { FunctionName: "other", ZipFile, Publish: true });
    await control.settled("other");
    assert.deepEqual(control.snapshots.taken, ["other:1", "other:2"]);
  });

  test("lets nobody invoke what is pending", async () => {
    await using control = await start();
    const snapshot = Promise.withResolvers<{ readonly kind: "refused"; readonly reason: string }>();
    control.snapshots.outcomes.push(snapshot.promise);
    await control.call("PublishVersion", { FunctionName });
    await assert.rejects(
      control.call("Invoke", VERSION),
      refusal(
        "ResourceConflictException",
        "The operation cannot be performed at this time. The function is currently in the following state: Pending",
      ),
    );
    snapshot.resolve({ kind: "refused", reason: "the test is over" });
    await control.settled(FunctionName);
  });

  test("fails with a function that cannot be initialized", async () => {
    await using control = await start();
    const reason = "An error occurred during function initialization.";
    control.snapshots.outcomes.push({ kind: "failed", reason, reasonCode: "FunctionError" });
    await publish(control);
    const version = await control.call("GetFunctionConfiguration", VERSION);
    assert.equal(version.State, "Failed");
    assert.equal(version.StateReason, reason);
    assert.equal(version.StateReasonCode, "FunctionError");
    assert.equal(version.LastUpdateStatus, "Failed");
    assert.deepEqual(version.SnapStart, OFF);
  });

  test("fails where the key cannot be used that the snapshot is to be encrypted with", async () => {
    await using control = await start();
    control.snapshots.outcomes.push({ kind: "locked", reason: "no key", reasonCode: "DisabledKMSKey" });
    await publish(control);
    const version = await control.call("GetFunctionConfiguration", VERSION);
    assert.deepEqual([version.State, version.StateReasonCode], ["Failed", "DisabledKMSKey"]);
  });

  test("lets no alias point to a version that failed, and any to one that is pending", async () => {
    await using control = await start();
    const snapshot = Promise.withResolvers<SnapshotOutcome>();
    control.snapshots.outcomes.push(snapshot.promise);
    await control.call("PublishVersion", { FunctionName });
    await control.call("CreateAlias", { FunctionName, Name: "live", FunctionVersion: "1" });
    snapshot.resolve({ kind: "failed", reason: "no", reasonCode: "FunctionError" });
    await control.settled(FunctionName);
    const failed = refusal(
      "ResourceConflictException",
      `The operation cannot be performed at this time. The resource ${ARN}:${FunctionName}:1 is currently in the ` +
        "following state: 'Failed'. StateReasonCode: 'FunctionError'",
    );
    const alias = { FunctionName, Name: "live", FunctionVersion: "1" };
    await assert.rejects(control.call("CreateAlias", { ...alias, Name: "other" }), failed);
    await assert.rejects(control.call("UpdateAlias", alias), failed);
    await assert.rejects(
      control.call("Invoke", { FunctionName, Qualifier: "live" }),
      refusal(
        "ResourceConflictException",
        "The operation cannot be performed at this time. The function is currently in the following state: Failed",
      ),
    );
  });

  test("does without a snapshot where none can be taken of a function", async () => {
    await using control = await start();
    control.snapshots.outcomes.push({ kind: "refused", reason: "it has more than one process" });
    await publish(control);
    const version = await control.call("GetFunctionConfiguration", VERSION);
    assert.equal(version.State, "Active");
    assert.deepEqual(version.SnapStart, OFF);
  });

  test("does without a snapshot where taking it fails", async () => {
    await using control = await start();
    control.snapshots.outcomes.push(new Error("The disk is full."));
    await publish(control);
    const version = await control.call("GetFunctionConfiguration", VERSION);
    assert.equal(version.State, "Active");
    assert.deepEqual(version.SnapStart, OFF);
  });

  test("goes with no provisioned concurrency", async () => {
    await using control = await start();
    await publish(control);
    await assert.rejects(
      control.call("PutProvisionedConcurrencyConfig", { ...VERSION, ProvisionedConcurrentExecutions: 1 }),
      refusal(
        "InvalidParameterValueException",
        "Provisioned concurrency is not supported for SnapStart enabled functions.",
      ),
    );
  });

  test("is not for an alias that has provisioned concurrency", async () => {
    await using control = await start();
    await control.create("plain", { Publish: true });
    await control.call("CreateAlias", { FunctionName: "plain", Name: "live", FunctionVersion: "1" });
    await control.call("PutProvisionedConcurrencyConfig", {
      FunctionName: "plain",
      Qualifier: "live",
      ProvisionedConcurrentExecutions: 1,
    });
    await control.configure({ FunctionName: "plain", SnapStart });
    await control.call("PublishVersion", { FunctionName: "plain" });
    await assert.rejects(
      control.call("UpdateAlias", { FunctionName: "plain", Name: "live", FunctionVersion: "2" }),
      refusal("InvalidParameterValueException", "Invalid alias configuration for Provisioned Concurrency"),
    );
  });

  test("goes with no more than 512 MB of ephemeral storage, and with no file system", async () => {
    await using control = await start();
    await assert.rejects(
      control.call("UpdateFunctionConfiguration", { FunctionName, EphemeralStorage: { Size: 513 } }),
      refusal(
        "InvalidParameterValueException",
        "Ephemeral storage larger than 512 MB is not supported for SnapStart enabled functions.",
      ),
    );
    const FileSystemConfigs = [
      { Arn: "arn:aws:elasticfilesystem:us-east-1:000000000000:access-point/fsap-1", LocalMountPath: "/mnt/data" },
    ];
    await assert.rejects(
      control.call("UpdateFunctionConfiguration", { FunctionName, FileSystemConfigs }),
      refusal("InvalidParameterValueException", "EFS is not supported for SnapStart enabled functions."),
    );
  });
});

describe("a snapshot", () => {
  test("is removed with its version", async () => {
    await using control = await start();
    await publish(control);
    assert.deepEqual(control.snapshots.ids, ["snapshot-1"]);
    await control.settled(FunctionName);
    assert.deepEqual(control.snapshots.metered, ["snappy:1"]);
    await control.call("DeleteFunction", VERSION);
    await control.lambda[Symbol.asyncDispose]();
    assert.deepEqual(control.snapshots.ids, []);
    assert.deepEqual(control.snapshots.metered, []);
  });

  test("is removed with its function", async () => {
    await using control = await start();
    await publish(control);
    await control.call("DeleteFunction", { FunctionName });
    await control.lambda[Symbol.asyncDispose]();
    assert.deepEqual(control.snapshots.ids, []);
  });

  test("stays as long as its version, over the end of the server", async () => {
    using home = temporaryDirectory();
    const snapshots = new FakeSnapshots();
    {
      await using control = await start(home.path, snapshots);
      await publish(control);
    }
    await using control = await LambdaControl.start(home.path, snapshots);
    await control.lambda.recover();
    await control.lambda[Symbol.asyncDispose]();
    assert.deepEqual(snapshots.ids, ["snapshot-1"]);
    assert.deepEqual(snapshots.taken, ["snappy:1"]);
  });

  test("that nobody refers to is removed when the server starts", async () => {
    await using control = await start();
    control.snapshots.kept.add("left by a killed server");
    await control.lambda.recover();
    await control.lambda[Symbol.asyncDispose]();
    assert.deepEqual(control.snapshots.ids, []);
  });

  test("of a version that a killed server left pending is taken after its next start", async () => {
    using home = temporaryDirectory();
    const snapshots = new FakeSnapshots();
    {
      await using control = await start(home.path, snapshots);
      // The killed server never gets that far.
      snapshots.outcomes.push(new Promise(() => undefined));
      await control.call("PublishVersion", { FunctionName });
    }
    await using control = await LambdaControl.start(home.path, snapshots);
    await control.lambda.recover();
    await control.settled(FunctionName);
    const version = await control.call("GetFunctionConfiguration", VERSION);
    assert.equal(version.State, "Active");
    assert.deepEqual(version.SnapStart, ON);
  });

  test("that cannot be used any more is made anew, while the version stays active", async () => {
    await using control = await start();
    await publish(control);
    const { RevisionId } = await control.call("GetFunctionConfiguration", VERSION);
    control.snapshots.broken.add("snapshot-1");
    const renewed = control.invoker.nextRetire();
    await control.lambda.recover();
    await renewed;
    const version = await control.call("GetFunctionConfiguration", VERSION);
    assert.equal(version.State, "Active");
    assert.deepEqual(version.SnapStart, ON);
    assert.equal(version.RevisionId, RevisionId);
    await control.lambda[Symbol.asyncDispose]();
    assert.deepEqual(control.snapshots.ids, ["snapshot-2"]);
  });

  test("that could not be made anew keeps no other from it", async () => {
    await using control = await start();
    await publish(control);
    const retire = control.invoker.retire.bind(control.invoker);
    control.invoker.retire = () => {
      control.invoker.retire = retire;
      return Promise.reject(new Error("an environment cannot be ended"));
    };
    control.snapshots.failLast();
    control.snapshots.failLast();
    await eventually(() => control.snapshots.taken.length === 3);
  });

  test("is not made anew for ever", async () => {
    await using control = await start();
    await publish(control);
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const version = await control.call("GetFunctionConfiguration", VERSION);
      assert.deepEqual(version.SnapStart, ON);
      const renewed = control.invoker.nextRetire();
      control.snapshots.failLast();
      await renewed;
    }
    assert.equal(control.snapshots.taken.length, 4);
    const version = await control.call("GetFunctionConfiguration", VERSION);
    assert.equal(version.State, "Active");
    assert.deepEqual(version.SnapStart, OFF);
  });

  test("is kept, and not made anew, while its key cannot be used", async () => {
    await using control = await start();
    await publish(control);
    control.snapshots.broken.add("snapshot-1");
    control.snapshots.outcomes.push({ kind: "locked", reason: "no key", reasonCode: "DisabledKMSKey" });
    await control.lambda.recover();
    await eventually(() => control.snapshots.taken.length === 2);
    await control.lambda[Symbol.asyncDispose]();
    const version = await control.call("GetFunctionConfiguration", VERSION);
    assert.deepEqual(version.SnapStart, ON);
    assert.deepEqual(control.snapshots.ids, ["snapshot-1"]);
  });

  test("takes its environments with it when its key changes", async () => {
    await using control = await start();
    await publish(control);
    await control.call("Invoke", VERSION);
    const KeyId = await control.createKmsKey();
    control.snapshots.keyId = KeyId.split("/")[1];
    const retired = control.invoker.nextRetire();
    await control.callKms("DisableKey", { KeyId });
    await retired;
  });

  describe("that nobody has used for 14 days", () => {
    test("is given up, and its version is inactive", async () => {
      await using control = await idle();
      const { State, StateReason, StateReasonCode } = await control.call("GetFunctionConfiguration", VERSION);
      assert.deepEqual([State, StateReason, StateReasonCode], ["Inactive", "The function is idle.", "Idle"]);
      await control.lambda[Symbol.asyncDispose]();
      assert.deepEqual(control.snapshots.ids, []);
    });

    test("is taken again when somebody wants to invoke the version, who is told to wait", async () => {
      await using control = await idle();
      const snapshot = Promise.withResolvers<SnapshotOutcome>();
      control.snapshots.outcomes.push(snapshot.promise);
      const notReady = refusal(
        "SnapStartNotReadyException",
        "Lambda is initializing your function. It will be ready to invoke once your function state becomes ACTIVE.",
      );
      await assert.rejects(control.call("Invoke", VERSION), notReady);
      const { State, StateReasonCode } = await control.call("GetFunctionConfiguration", VERSION);
      assert.deepEqual([State, StateReasonCode], ["Pending", "Restoring"]);
      await assert.rejects(control.call("Invoke", VERSION), notReady);
      control.snapshots.kept.add("again");
      snapshot.resolve({ kind: "taken", snapshotId: "again", sizeBytes: 1 });
      await control.settled(FunctionName);
      const version = await control.call("GetFunctionConfiguration", VERSION);
      assert.equal(version.State, "Active");
      assert.deepEqual(version.SnapStart, ON);
      await control.call("Invoke", VERSION);
    });

    test("leaves the version inactive when it cannot be taken again", async () => {
      await using control = await idle();
      control.snapshots.outcomes.push({ kind: "failed", reason: "no", reasonCode: "FunctionError" });
      await assert.rejects(control.call("Invoke", VERSION), { code: "SnapStartNotReadyException" });
      await control.settled(FunctionName);
      const { State, StateReasonCode } = await control.call("GetFunctionConfiguration", VERSION);
      assert.deepEqual([State, StateReasonCode], ["Inactive", "FunctionError"]);
    });

    test("is kept when its version ran meanwhile", async () => {
      await using control = await start();
      await publish(control);
      await control.lambda.recover();
      control.snapshots.invokedDays.set("snappy:1", "2026-01-02");
      await control.clock.advance(15 * DAY_MS);
      await eventually(() => control.snapshots.lookedForUse > 0);
      const version = await control.call("GetFunctionConfiguration", VERSION);
      assert.equal(version.State, "Active");
      const retired = control.invoker.nextRetire();
      await control.clock.advance(2 * DAY_MS);
      await retired;
    });
  });

  test("is not said to be on where it cannot be made anew", async () => {
    await using control = await start();
    await publish(control);
    control.snapshots.isAvailable = false;
    control.snapshots.outcomes.push({ kind: "refused", reason: "this host cannot take snapshots" });
    const renewed = control.invoker.nextRetire();
    await control.lambda.recover();
    await renewed;
    const version = await control.call("GetFunctionConfiguration", VERSION);
    assert.equal(version.State, "Active");
    assert.deepEqual(version.SnapStart, OFF);
  });
});
