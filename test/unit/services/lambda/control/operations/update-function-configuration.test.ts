import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ARN, LambdaControl, refusal, ROLE } from "../../../../../support/lambda-control.ts";

describe("UpdateFunctionConfiguration", () => {
  test("leaves everything as it is that is not named", async () => {
    await using control = await LambdaControl.start();
    const created = await control.create("hello", { Description: "old", Environment: { Variables: { A: "1" } } });
    const updated = await control.configure({ FunctionName: "hello", Timeout: 30 });
    assert.deepEqual({ ...updated, RevisionId: "", Timeout: 0 }, { ...created, RevisionId: "", Timeout: 0 });
    assert.equal(updated.Timeout, 30);
  });

  test("has one winner of those that are made at once, also while the others wait for the disk", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    const outcomes = await Promise.allSettled(
      ["one", "two", "three"].map((Description) =>
        control.call("UpdateFunctionConfiguration", { FunctionName: "hello", Description }),
      ),
    );
    const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
    assert.equal(refused.length, 2);
    for (const reason of refused) {
      assert.equal((reason as Error).message.startsWith("The operation cannot be performed at this time."), true);
    }
  });

  test("clears by empty values", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello", {
      Description: "old",
      Environment: { Variables: { A: "1" } },
      DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-east-1:000000000000:dead" },
      KMSKeyArn: await control.createKmsKey(),
      VpcConfig: { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] },
    });
    const updated = await control.configure({
      FunctionName: "hello",
      Description: "",
      Environment: { Variables: {} },
      DeadLetterConfig: { TargetArn: "" },
      KMSKeyArn: "",
      VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
    });
    assert.equal(updated.Description, "");
    assert.deepEqual(updated.Environment, { Variables: {} });
    assert.equal("DeadLetterConfig" in updated, false);
    assert.equal("KMSKeyArn" in updated, false);
    assert.deepEqual(updated.VpcConfig, {
      SubnetIds: [],
      SecurityGroupIds: [],
      VpcId: "",
      Ipv6AllowedForDualStack: false,
    });
  });

  test("refuses another role that does not trust Lambda, and leaves the one there is alone", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    const Role = "arn:aws:iam::000000000000:role/other";
    control.roles.untrusting.add(Role).add(ROLE);
    await assert.rejects(
      control.configure({ FunctionName: "hello", Role }),
      refusal("InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda."),
    );
    assert.equal((await control.configure({ FunctionName: "hello", Timeout: 9 })).Role, ROLE);
  });

  test("replaces the environment as a whole", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello", { Environment: { Variables: { A: "1", B: "2" } } });
    const updated = await control.configure({ FunctionName: "hello", Environment: { Variables: { C: "3" } } });
    assert.deepEqual(updated.Environment, { Variables: { C: "3" } });
  });

  test("adds log levels with the JSON format, and takes them away with the text format", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    const json = await control.configure({ FunctionName: "hello", LoggingConfig: { LogFormat: "JSON" } });
    assert.deepEqual(
      { ...json.LoggingConfig },
      { LogFormat: "JSON", ApplicationLogLevel: "INFO", SystemLogLevel: "INFO", LogGroup: "/aws/lambda/hello" },
    );
    const text = await control.configure({ FunctionName: "hello", LoggingConfig: { LogFormat: "Text" } });
    assert.equal(text.LoggingConfig?.ApplicationLogLevel, undefined);
    assert.equal(text.LoggingConfig?.SystemLogLevel, undefined);
  });

  test("keeps the rest of the logging configuration", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello", { LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "ERROR" } });
    const updated = await control.configure({ FunctionName: "hello", LoggingConfig: { LogGroup: "greetings" } });
    assert.deepEqual(
      { ...updated.LoggingConfig },
      { LogFormat: "JSON", ApplicationLogLevel: "ERROR", SystemLogLevel: "INFO", LogGroup: "greetings" },
    );
  });

  test("changes the runtime, and with it the runtime version", async () => {
    await using control = await LambdaControl.start();
    const created = await control.create("hello");
    const updated = await control.configure({ FunctionName: "hello", Runtime: "python3.13" });
    assert.equal(updated.Runtime, "python3.13");
    assert.notDeepEqual(updated.RuntimeVersionConfig, created.RuntimeVersionConfig);
  });

  test("fails in the background when the host has lost the runtime, and says how to get it", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    control.runtimes.missing.add("nodejs24.x");
    const updated = await control.configure({ FunctionName: "hello", Timeout: 30 });
    assert.equal(updated.State, "Active");
    assert.equal(updated.LastUpdateStatus, "Failed");
    assert.equal(updated.LastUpdateStatusReason, "It is not installed. Run the installer.");
    assert.equal(updated.LastUpdateStatusReasonCode, "InvalidRuntime");
  });

  test("refuses to change to a runtime that the host does not have", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    control.runtimes.missing.add("python3.13");
    await assert.rejects(
      control.call("UpdateFunctionConfiguration", { FunctionName: "hello", Runtime: "python3.13" }),
      refusal(
        "InvalidParameterValueException",
        "This host has no runtime python3.13: It is not installed. Run the installer.",
      ),
    );
  });

  test("makes a revision of an update that changes nothing", async () => {
    await using control = await LambdaControl.start();
    const created = await control.create("hello");
    const updated = await control.configure({ FunctionName: "hello", Timeout: 3 });
    assert.notEqual(updated.RevisionId, created.RevisionId);
  });

  test("checks the result as creation does", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await assert.rejects(
      control.call("UpdateFunctionConfiguration", {
        FunctionName: "hello",
        Runtime: "provided.al2023",
        SnapStart: { ApplyOn: "PublishedVersions" },
      }),
      refusal("InvalidParameterValueException", "provided.al2023 is not supported for SnapStart enabled functions."),
    );
  });

  test("knows no function that is not there", async () => {
    await using control = await LambdaControl.start();
    await assert.rejects(
      control.call("UpdateFunctionConfiguration", { FunctionName: "nobody" }),
      refusal("ResourceNotFoundException", `Function not found: ${ARN}:nobody`),
    );
  });

  test("applies to invocations once it is done", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await control.call("Invoke", { FunctionName: "hello" });
    await control.configure({ FunctionName: "hello", Timeout: 30 });
    await control.call("Invoke", { FunctionName: "hello" });
    assert.deepEqual(
      control.invoker.invocations.map(({ functionVersion }) => functionVersion.settings.timeoutSeconds),
      [3, 30],
    );
  });
});
