import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ARN, LambdaControl, refusal } from "../../../../../support/lambda-control.ts";

describe("ListFunctions", () => {
  test("pages by name", async () => {
    await using control = await LambdaControl.start();
    await control.create("cherry");
    await control.create("apple");
    await control.create("banana");
    const first = await control.call("ListFunctions", { MaxItems: 2 });
    assert.deepEqual(
      first.Functions?.map(({ FunctionName }) => FunctionName),
      ["apple", "banana"],
    );
    const second = await control.call("ListFunctions", { MaxItems: 2, Marker: first.NextMarker });
    assert.deepEqual(
      second.Functions?.map(({ FunctionName }) => FunctionName),
      ["cherry"],
    );
    assert.equal(second.NextMarker, undefined);
  });

  test("leaves the states out", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    const listed = (await control.call("ListFunctions", {})).Functions?.[0] ?? {};
    assert.equal("State" in listed, false);
    assert.equal("LastUpdateStatus" in listed, false);
    assert.equal("RuntimeVersionConfig" in listed, false);
    assert.equal(listed.FunctionArn, `${ARN}:hello`);
  });

  test("shows qualified ARNs when asked for all versions", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    const { Functions } = await control.call("ListFunctions", { FunctionVersion: "ALL" });
    assert.deepEqual(
      Functions?.map(({ FunctionArn }) => FunctionArn),
      [`${ARN}:hello:$LATEST`],
    );
  });

  test("knows no replicas of other regions", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    const replicas = await control.call("ListFunctions", { FunctionVersion: "ALL", MasterRegion: "us-east-1" });
    assert.deepEqual(replicas.Functions, []);
    await assert.rejects(control.call("ListFunctions", { MasterRegion: "us-east-1" }), /FunctionVersion must be set/);
  });

  test("refuses a marker that it did not give", async () => {
    await using control = await LambdaControl.start();
    await assert.rejects(
      control.call("ListFunctions", { Marker: "not a marker" }),
      refusal("InvalidParameterValueException", "The marker is not valid."),
    );
  });
});

describe("GetAccountSettings", () => {
  test("counts functions and the size of their code", async () => {
    await using control = await LambdaControl.start();
    const { CodeSize } = await control.create("hello");
    const { AccountUsage, AccountLimit } = await control.call("GetAccountSettings", {});
    assert.deepEqual(AccountUsage, { FunctionCount: 1, TotalCodeSize: CodeSize });
    assert.deepEqual(AccountLimit, {
      TotalCodeSize: 80_530_636_800,
      CodeSizeUnzipped: 262_144_000,
      CodeSizeZipped: 52_428_800,
      ConcurrentExecutions: 1_000,
      UnreservedConcurrentExecutions: 1_000,
    });
  });
});
