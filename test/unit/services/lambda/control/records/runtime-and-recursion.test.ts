import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ARN, LambdaControl } from "../../../../../support/lambda-control.ts";

const FunctionName = "hello";
const RuntimeVersionArn = `arn:aws:lambda:us-east-1::runtime:${"a".repeat(64)}`;

describe("runtime management configurations", () => {
  test("are automatic until they are put, for each version by itself", async () => {
    await using control = await LambdaControl.start();
    await control.create(FunctionName);
    await control.call("PublishVersion", { FunctionName });
    const put = await control.call("PutRuntimeManagementConfig", {
      FunctionName,
      Qualifier: "1",
      UpdateRuntimeOn: "Manual",
      RuntimeVersionArn,
    });
    assert.deepEqual(put, { UpdateRuntimeOn: "Manual", FunctionArn: `${ARN}:hello:1`, RuntimeVersionArn });
    assert.deepEqual(await control.call("GetRuntimeManagementConfig", { FunctionName, Qualifier: "1" }), put);
    assert.deepEqual(await control.call("GetRuntimeManagementConfig", { FunctionName }), {
      UpdateRuntimeOn: "Auto",
      FunctionArn: `${ARN}:hello`,
      RuntimeVersionArn: undefined,
    });
  });

  test("name a runtime version when they are manual, and only then", async () => {
    await using control = await LambdaControl.start();
    await control.create(FunctionName);
    await assert.rejects(
      control.call("PutRuntimeManagementConfig", { FunctionName, UpdateRuntimeOn: "Manual" }),
      /RuntimeVersionArn is required/,
    );
    await assert.rejects(
      control.call("PutRuntimeManagementConfig", { FunctionName, UpdateRuntimeOn: "Auto", RuntimeVersionArn }),
      /RuntimeVersionArn is not allowed/,
    );
  });

  test("are not for functions that do not exist", async () => {
    await using control = await LambdaControl.start();
    await assert.rejects(control.call("GetRuntimeManagementConfig", { FunctionName }), /Function not found/);
    await assert.rejects(
      control.call("PutRuntimeManagementConfig", { FunctionName, UpdateRuntimeOn: "Auto" }),
      /Function not found/,
    );
  });
});

describe("recursion configurations", () => {
  test("terminate recursive loops unless they are told otherwise", async () => {
    await using control = await LambdaControl.start();
    await control.create(FunctionName);
    assert.deepEqual(await control.call("GetFunctionRecursionConfig", { FunctionName }), {
      RecursiveLoop: "Terminate",
    });
    await control.call("PutFunctionRecursionConfig", { FunctionName, RecursiveLoop: "Allow" });
    assert.deepEqual(await control.call("GetFunctionRecursionConfig", { FunctionName }), { RecursiveLoop: "Allow" });
  });

  test("are not for functions that do not exist", async () => {
    await using control = await LambdaControl.start();
    await assert.rejects(control.call("GetFunctionRecursionConfig", { FunctionName }), /Function not found/);
    await assert.rejects(
      control.call("PutFunctionRecursionConfig", { FunctionName, RecursiveLoop: "Allow" }),
      /Function not found/,
    );
  });
});
