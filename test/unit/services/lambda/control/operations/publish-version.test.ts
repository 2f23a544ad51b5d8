import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ARN, LambdaControl, minimalFunction, refusal } from "../../../../../support/lambda-control.ts";
import { zip } from "../../../../../support/zip.ts";

const newCode = () => zip({ "index.js": "exports.handler = async () => 2" });

const versionsOf = async (control: LambdaControl, FunctionName = "hello") =>
  (await control.call("ListVersionsByFunction", { FunctionName })).Versions?.map(({ Version }) => Version);

describe("PublishVersion", () => {
  test("freezes code and settings under the next number", async () => {
    await using control = await LambdaControl.start();
    const created = await control.create("hello", { Description: "the function", MemorySize: 256 });
    const first = await control.call("PublishVersion", { FunctionName: "hello", Description: "the version" });
    assert.equal(first.Version, "1");
    assert.equal(first.FunctionArn, `${ARN}:hello:1`);
    await control.configure({ FunctionName: "hello", MemorySize: 512, Environment: { Variables: { STAGE: "b" } } });
    const done = control.invoker.nextRetire();
    await control.call("UpdateFunctionCode", { FunctionName: "hello", ZipFile: await newCode() });
    await done;
    const kept = await control.call("GetFunctionConfiguration", { FunctionName: "hello", Qualifier: "1" });
    assert.deepEqual(kept, first);
    assert.equal(kept.CodeSha256, created.CodeSha256);
    assert.equal(kept.MemorySize, 256);
    assert.equal(kept.Description, "the version");
    assert.equal(kept.Environment, undefined);
  });

  test("is no modification, but a new revision of $LATEST", async () => {
    await using control = await LambdaControl.start();
    const before = await control.create("hello");
    await control.clock.advance(60_000);
    const version = await control.call("PublishVersion", { FunctionName: "hello" });
    const after = await control.call("GetFunctionConfiguration", { FunctionName: "hello" });
    assert.equal(version.LastModified, before.LastModified);
    assert.equal(after.LastModified, before.LastModified);
    assert.equal(new Set([before.RevisionId, version.RevisionId, after.RevisionId]).size, 3);
  });

  test("leaves warm environments of $LATEST alone, until an update after it is done", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await control.call("Invoke", { FunctionName: "hello" });
    const retired = control.invoker.retired.length;
    await control.call("PublishVersion", { FunctionName: "hello" });
    await control.call("Invoke", { FunctionName: "hello" });
    assert.equal(control.invoker.retired.length, retired);
    using _ = { [Symbol.dispose]: control.pauseTransitions() };
    await control.call("UpdateFunctionConfiguration", { FunctionName: "hello", Timeout: 5 });
    await control.call("Invoke", { FunctionName: "hello" });
    const [first, second, third] = control.invoker.invocations;
    assert.equal(second?.functionVersion, first?.functionVersion);
    assert.equal(third?.functionVersion, first?.functionVersion);
  });

  test("returns what was published when nothing changed since, with the description that it has", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    const first = await control.call("PublishVersion", { FunctionName: "hello", Description: "one" });
    const latest = await control.call("GetFunctionConfiguration", { FunctionName: "hello" });
    assert.deepEqual(await control.call("PublishVersion", { FunctionName: "hello", Description: "two" }), first);
    assert.deepEqual(await control.call("GetFunctionConfiguration", { FunctionName: "hello" }), latest);
    assert.deepEqual(await versionsOf(control), ["$LATEST", "1"]);
  });

  test("takes every update for a change, even to what it was before", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello", { Timeout: 5 });
    await control.call("PublishVersion", { FunctionName: "hello" });
    await control.configure({ FunctionName: "hello", Timeout: 5 });
    assert.equal((await control.call("PublishVersion", { FunctionName: "hello" })).Version, "2");
  });

  test("never gives a number twice, even to what was published under it", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await control.call("PublishVersion", { FunctionName: "hello" });
    await control.call("DeleteFunction", { FunctionName: "hello", Qualifier: "1" });
    assert.equal((await control.call("PublishVersion", { FunctionName: "hello" })).Version, "2");
    assert.deepEqual(await versionsOf(control), ["$LATEST", "2"]);
  });

  test("counts anew for a new function of the same name", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await control.call("PublishVersion", { FunctionName: "hello" });
    await control.call("DeleteFunction", { FunctionName: "hello" });
    await control.create("hello");
    assert.deepEqual(await versionsOf(control), ["$LATEST"]);
    assert.equal((await control.call("PublishVersion", { FunctionName: "hello" })).Version, "1");
  });

  test("publishes once what many clients publish at a time", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    const publish = () => control.call("PublishVersion", { FunctionName: "hello" });
    const published = await Promise.all([publish(), publish(), publish(), publish()]);
    assert.deepEqual(
      published.map(({ Version }) => Version),
      ["1", "1", "1", "1"],
    );
    assert.deepEqual(await versionsOf(control), ["$LATEST", "1"]);
  });

  test("publishes only the revision and the code that the caller means", async () => {
    await using control = await LambdaControl.start();
    const { RevisionId, CodeSha256 } = await control.create("hello");
    await assert.rejects(control.call("PublishVersion", { FunctionName: "hello", RevisionId: "another" }), {
      code: "PreconditionFailedException",
    });
    await assert.rejects(
      control.call("PublishVersion", { FunctionName: "hello", CodeSha256: "another" }),
      refusal(
        "InvalidParameterValueException",
        `CodeSHA256 (another) is different from current CodeSHA256 in $LATEST (${CodeSha256}). ` +
          "Please try again with the CodeSHA256 in $LATEST.",
      ),
    );
    assert.deepEqual(await versionsOf(control), ["$LATEST"]);
    assert.equal(
      (await control.call("PublishVersion", { FunctionName: "hello", RevisionId, CodeSha256 })).Version,
      "1",
    );
  });

  test("refuses a function that is being created", async () => {
    await using control = await LambdaControl.start();
    using _ = { [Symbol.dispose]: control.pauseTransitions() };
    await control.call("CreateFunction", await minimalFunction("hello"));
    await assert.rejects(
      control.call("PublishVersion", { FunctionName: "hello" }),
      refusal(
        "ResourceConflictException",
        `The operation cannot be performed at this time. The resource ${ARN}:hello is currently in the following state: ` +
          "'Pending'. StateReasonCode: 'Creating'",
      ),
    );
  });

  test("refuses a function that is being updated", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    using _ = { [Symbol.dispose]: control.pauseTransitions() };
    await control.call("UpdateFunctionConfiguration", { FunctionName: "hello", Timeout: 5 });
    await assert.rejects(
      control.call("PublishVersion", { FunctionName: "hello" }),
      refusal(
        "ResourceConflictException",
        `The operation cannot be performed at this time. An update is in progress for resource: ${ARN}:hello`,
      ),
    );
  });

  test("publishes $LATEST only, of a function that is there", async () => {
    await using control = await LambdaControl.start();
    await assert.rejects(
      control.call("PublishVersion", { FunctionName: "nobody" }),
      refusal("ResourceNotFoundException", `Function not found: ${ARN}:nobody`),
    );
    await control.create("hello");
    await assert.rejects(control.call("PublishVersion", { FunctionName: "hello:1" }), /Please specify either/);
  });
});

describe("publishing with CreateFunction and UpdateFunctionCode", () => {
  test("creates the first version, and prepares it with the function", async () => {
    await using control = await LambdaControl.start();
    const created = await control.call("CreateFunction", { ...(await minimalFunction("hello")), Publish: true });
    assert.equal(created.Version, "1");
    assert.equal(created.FunctionArn, `${ARN}:hello`);
    assert.equal(created.State, "Pending");
    await control.settled("hello");
    const version = await control.call("GetFunctionConfiguration", { FunctionName: "hello", Qualifier: "1" });
    assert.equal(version.State, "Active");
    assert.equal(version.LastUpdateStatus, "Successful");
    assert.equal((await control.call("PublishVersion", { FunctionName: "hello" })).Version, "1");
  });

  test("publishes updated code in one go, also when it is the same code", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    const ZipFile = await newCode();
    const update = () => control.call("UpdateFunctionCode", { FunctionName: "hello", ZipFile, Publish: true });
    const first = await update();
    assert.equal(first.FunctionArn, `${ARN}:hello:1`);
    assert.equal(first.State, "Pending");
    assert.equal(first.LastUpdateStatus, undefined);
    await control.settled("hello");
    const second = await update();
    assert.equal(second.Version, "2");
    assert.equal(second.CodeSha256, first.CodeSha256);
    await control.settled("hello");
    assert.deepEqual(await versionsOf(control), ["$LATEST", "1", "2"]);
  });

  test("does not invoke a version before it is prepared, and $LATEST as it was until then", async () => {
    await using control = await LambdaControl.start();
    const created = await control.create("hello");
    const resume = control.pauseTransitions();
    await control.call("UpdateFunctionCode", { FunctionName: "hello", ZipFile: await newCode(), Publish: true });
    await assert.rejects(control.call("Invoke", { FunctionName: "hello", Qualifier: "1" }), {
      code: "ResourceConflictException",
    });
    await control.call("Invoke", { FunctionName: "hello" });
    const invoked = control.invoker.invocations.at(-1)?.functionVersion.code.sha256 ?? "";
    assert.equal(Buffer.from(invoked, "hex").toString("base64"), created.CodeSha256);
    resume();
    await control.settled("hello");
    assert.equal((await control.call("Invoke", { FunctionName: "hello", Qualifier: "1" })).StatusCode, 200);
  });

  test("fails with the function when its code cannot be prepared, and is not published again", async () => {
    await using control = await LambdaControl.start();
    control.breakCode(new Error("no space"));
    await control.call("CreateFunction", { ...(await minimalFunction("hello")), Publish: true });
    await control.settled("hello");
    const version = await control.call("GetFunctionConfiguration", { FunctionName: "hello", Qualifier: "1" });
    assert.equal(version.State, "Failed");
    await assert.rejects(
      control.call("PublishVersion", { FunctionName: "hello" }),
      refusal(
        "ResourceConflictException",
        `The operation cannot be performed at this time. The resource ${ARN}:hello is currently in the following state: ` +
          "'Failed'. StateReasonCode: 'InternalError'",
      ),
    );
  });
});
