import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { ARN, LambdaControl, refusal } from "../../../../../support/lambda-control.ts";
import { zip } from "../../../../../support/zip.ts";

const newCode = () => zip({ "index.js": "exports.handler = async () => 2" });
const base64Sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("base64");

describe("UpdateFunctionCode", () => {
  test("answers InProgress with the new code, and succeeds in the background", async () => {
    await using control = await LambdaControl.start();
    const created = await control.create("hello");
    await control.clock.advance(1_000);
    const done = control.invoker.nextRetire();
    const ZipFile = await newCode();
    const updating = await control.call("UpdateFunctionCode", { FunctionName: "hello", ZipFile });
    assert.equal(updating.CodeSha256, base64Sha256(ZipFile));
    assert.equal(updating.CodeSize, ZipFile.byteLength);
    assert.equal(updating.LastModified, "2026-01-01T00:00:01.000+0000");
    assert.equal(updating.State, "Active");
    assert.equal(updating.LastUpdateStatus, "InProgress");
    assert.equal(updating.LastUpdateStatusReason, "The function is being created.");
    assert.equal(updating.LastUpdateStatusReasonCode, "Creating");
    await done;
    const updated = await control.call("GetFunctionConfiguration", { FunctionName: "hello" });
    assert.equal(updated.LastUpdateStatus, "Successful");
    assert.equal(updated.LastUpdateStatusReason, undefined);
    assert.equal(new Set([created.RevisionId, updating.RevisionId, updated.RevisionId]).size, 3);
  });

  test("lets invocations run the old code until it is done, and the new code after", async () => {
    await using control = await LambdaControl.start();
    const created = await control.create("hello");
    const resume = control.pauseTransitions();
    const done = control.invoker.nextRetire();
    const updating = await control.call("UpdateFunctionCode", { FunctionName: "hello", ZipFile: await newCode() });
    await control.call("Invoke", { FunctionName: "hello" });
    resume();
    await done;
    await control.call("Invoke", { FunctionName: "hello" });
    assert.deepEqual(
      control.invoker.invocations.map(({ functionVersion }) =>
        Buffer.from(functionVersion.code.sha256, "hex").toString("base64"),
      ),
      [created.CodeSha256, updating.CodeSha256],
    );
    assert.deepEqual(control.invoker.retired.at(-1), ["hello", "$LATEST"]);
  });

  test("refuses a second update while one is in progress", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    const resume = control.pauseTransitions();
    await control.call("UpdateFunctionCode", { FunctionName: "hello", ZipFile: await newCode() });
    const conflict = refusal(
      "ResourceConflictException",
      `The operation cannot be performed at this time. An update is in progress for resource: ${ARN}:hello`,
    );
    const second = control.call("UpdateFunctionCode", { FunctionName: "hello", ZipFile: await newCode() });
    await assert.rejects(second, conflict);
    await assert.rejects(control.call("UpdateFunctionConfiguration", { FunctionName: "hello", Timeout: 9 }), conflict);
    resume();
  });

  test("lets one of two updates win that come at once", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    const resume = control.pauseTransitions();
    const ZipFile = await newCode();
    const outcomes = await Promise.allSettled([
      control.call("UpdateFunctionCode", { FunctionName: "hello", ZipFile }),
      control.call("UpdateFunctionCode", { FunctionName: "hello", ZipFile }),
    ]);
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    resume();
  });

  test("refuses to update what is still being created", async () => {
    await using control = await LambdaControl.start();
    const resume = control.pauseTransitions();
    const ZipFile = await newCode();
    await control.call("CreateFunction", {
      FunctionName: "hello",
      Role: "arn:aws:iam::000000000000:role/lambda-execution",
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Code: { ZipFile },
    });
    await assert.rejects(
      control.call("UpdateFunctionCode", { FunctionName: "hello", ZipFile }),
      refusal(
        "ResourceConflictException",
        `The operation cannot be performed at this time. The resource ${ARN}:hello is currently in the following state: ` +
          "'Pending'. StateReasonCode: 'Creating'",
      ),
    );
    resume();
  });

  test("changes nothing in a dry run", async () => {
    await using control = await LambdaControl.start();
    const created = await control.create("hello");
    const ZipFile = await newCode();
    const answer = await control.call("UpdateFunctionCode", { FunctionName: "hello", ZipFile, DryRun: true });
    assert.equal(answer.CodeSha256, base64Sha256(ZipFile));
    assert.deepEqual(await control.call("GetFunctionConfiguration", { FunctionName: "hello" }), created);
  });

  test("compares the revision id before it looks at the code", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    const ZipFile = Buffer.from("no archive");
    await assert.rejects(
      control.call("UpdateFunctionCode", { FunctionName: "hello", ZipFile, RevisionId: "outdated" }),
      refusal(
        "PreconditionFailedException",
        "The Revision Id provided does not match the latest Revision Id. " +
          "Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
      ),
    );
  });

  test("keeps the old code when the new one is refused", async () => {
    await using control = await LambdaControl.start();
    const created = await control.create("hello");
    const ZipFile = Buffer.from("no archive");
    await assert.rejects(control.call("UpdateFunctionCode", { FunctionName: "hello", ZipFile }));
    assert.deepEqual(await control.call("GetFunctionConfiguration", { FunctionName: "hello" }), created);
  });

  test("is not permitted on versions", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await assert.rejects(
      control.call("UpdateFunctionCode", { FunctionName: "hello:1", ZipFile: await newCode() }),
      refusal(
        "InvalidParameterValueException",
        "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. " +
          "Please specify either a function name or an unqualified function ARN.",
      ),
    );
  });

  test("mends a function whose creation failed", async () => {
    await using control = await LambdaControl.start();
    control.breakCode(new Error("no disk"));
    assert.equal((await control.create("hello")).State, "Failed");
    control.pauseTransitions()();
    const done = control.invoker.nextRetire();
    await control.call("UpdateFunctionCode", { FunctionName: "hello", ZipFile: await newCode() });
    await done;
    assert.equal((await control.call("GetFunctionConfiguration", { FunctionName: "hello" })).State, "Active");
  });
});
