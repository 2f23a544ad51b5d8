import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LambdaControl, minimalFunction, refusal } from "../../../../support/lambda-control.ts";

const FunctionName = "hello";
const SourceKMSKeyArn = "arn:aws:kms:us-east-1:000000000000:key/source";

describe("SnapStart", () => {
  const SnapStart = { ApplyOn: "PublishedVersions" as const };

  test("is read as it was written, and off on a host that takes no snapshots", async () => {
    await using control = await LambdaControl.start();
    const created = await control.create(FunctionName, { Runtime: "python3.13", SnapStart });
    assert.deepEqual(created.SnapStart, { ...SnapStart, OptimizationStatus: "Off" });
    const published = await control.call("PublishVersion", { FunctionName });
    assert.deepEqual(published.SnapStart, { ...SnapStart, OptimizationStatus: "Off" });
    assert.equal(published.State, "Active");
  });

  test("is told of when the server starts, where a version was published with it", async () => {
    await using control = await LambdaControl.start();
    await control.create(FunctionName, { Runtime: "python3.13", SnapStart });
    assert.deepEqual(await control.lambda.notices(), []);
    await control.call("PublishVersion", { FunctionName });
    const notices = await control.lambda.notices();
    assert.equal(notices.length, 1);
    assert.match(notices[0] ?? "", /^SnapStart: this host cannot take snapshots\. .* \(1\) start as all others\./);
  });

  test("is frozen with the version", async () => {
    await using control = await LambdaControl.start();
    await control.create(FunctionName, { Runtime: "python3.13", SnapStart });
    await control.call("PublishVersion", { FunctionName });
    await control.configure({ FunctionName, SnapStart: { ApplyOn: "None" } });
    const version = await control.call("GetFunctionConfiguration", { FunctionName, Qualifier: "1" });
    assert.equal(version.SnapStart?.ApplyOn, "PublishedVersions");
  });
});

describe("durable configurations", () => {
  test("have AWS's retention when nothing else is said, and are updated member by member", async () => {
    await using control = await LambdaControl.start();
    const created = await control.create(FunctionName, { DurableConfig: { ExecutionTimeout: 60 } });
    assert.deepEqual(created.DurableConfig, { RetentionPeriodInDays: 14, ExecutionTimeout: 60 });
    const updated = await control.configure({ FunctionName, DurableConfig: { RetentionPeriodInDays: 3 } });
    assert.deepEqual(updated.DurableConfig, { RetentionPeriodInDays: 3, ExecutionTimeout: 60 });
  });

  test("are had from the beginning or never", async () => {
    await using control = await LambdaControl.start();
    await control.create(FunctionName);
    await assert.rejects(
      control.configure({ FunctionName, DurableConfig: { ExecutionTimeout: 60 } }),
      refusal("InvalidParameterValueException", "DurableConfig can be given to a new function only."),
    );
  });

  test("need an execution timeout", async () => {
    await using control = await LambdaControl.start();
    await assert.rejects(
      control.create(FunctionName, { DurableConfig: { RetentionPeriodInDays: 3 } }),
      refusal("InvalidParameterValueException", "DurableConfig requires an ExecutionTimeout."),
    );
  });
});

describe("the key that code is said to be encrypted with", () => {
  test("is shown with the code, and goes with it", async () => {
    await using control = await LambdaControl.start();
    const { Code } = await minimalFunction(FunctionName);
    await control.create(FunctionName, { Code: { ...Code, SourceKMSKeyArn } });
    assert.equal((await control.call("GetFunction", { FunctionName })).Code?.SourceKMSKeyArn, SourceKMSKeyArn);
    await control.call("UpdateFunctionCode", { FunctionName, ZipFile: Code.ZipFile });
    assert.equal((await control.call("GetFunction", { FunctionName })).Code?.SourceKMSKeyArn, undefined);
  });
});

describe("VpcConfig", () => {
  const VpcConfig = { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] };
  const Arn = "arn:aws:elasticfilesystem:us-east-1:000000000000:access-point/fsap-0123456789abcdef0";
  const FileSystemConfigs = [{ Arn, LocalMountPath: "/mnt/files" }];

  test("has both subnets and security groups, or neither", async () => {
    await using control = await LambdaControl.start();
    const alone = refusal(
      "InvalidParameterValueException",
      "SubnetIds and SecurityIds must coexist or be both empty list.",
    );
    const request = await minimalFunction(FunctionName);
    await assert.rejects(control.call("CreateFunction", { ...request, VpcConfig: { SubnetIds: ["subnet-1"] } }), alone);
    await control.create(FunctionName, { VpcConfig });
    await assert.rejects(
      control.call("UpdateFunctionConfiguration", { FunctionName, VpcConfig: { SubnetIds: [] } }),
      alone,
    );
    await control.configure({ FunctionName, VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } });
  });

  test("is needed by file systems", async () => {
    await using control = await LambdaControl.start();
    const request = await minimalFunction(FunctionName);
    await assert.rejects(
      control.call("CreateFunction", { ...request, FileSystemConfigs }),
      refusal(
        "InvalidParameterValueException",
        `Function must be configured to execute in a VPC to reference access point ${Arn}.`,
      ),
    );
    await control.create(FunctionName, { VpcConfig, FileSystemConfigs });
    const VpcLess = { SubnetIds: [], SecurityGroupIds: [] };
    await assert.rejects(
      control.call("UpdateFunctionConfiguration", { FunctionName, VpcConfig: VpcLess }),
      refusal(
        "InvalidParameterValueException",
        `Function VPC configuration cannot be removed with access point ${Arn} referenced.`,
      ),
    );
    await control.configure({ FunctionName, VpcConfig: VpcLess, FileSystemConfigs: [] });
  });
});
