import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ARN, LambdaControl, minimalFunction, refusal } from "../../../../../support/lambda-control.ts";

const FunctionName = "hello";
const AllowedPublishers = {
  SigningProfileVersionArns: ["arn:aws:signer:us-east-1:000000000000:/signing-profiles/ours/abcdefghij"],
};

const createConfig = async (control: LambdaControl, policy?: "Warn" | "Enforce"): Promise<string> => {
  const { CodeSigningConfig } = await control.call("CreateCodeSigningConfig", {
    AllowedPublishers,
    CodeSigningPolicies: { UntrustedArtifactOnDeployment: policy },
  });
  return CodeSigningConfig.CodeSigningConfigArn;
};

describe("code signing configurations", () => {
  test("warn unless they are told otherwise", async () => {
    await using control = await LambdaControl.start();
    const { CodeSigningConfig } = await control.call("CreateCodeSigningConfig", { AllowedPublishers });
    const { CodeSigningConfigArn, CodeSigningConfigId, ...rest } = CodeSigningConfig;
    assert.match(CodeSigningConfigId, /^csc-[a-z0-9]{17}$/);
    assert.equal(
      CodeSigningConfigArn,
      `arn:aws:lambda:us-east-1:000000000000:code-signing-config:${CodeSigningConfigId}`,
    );
    assert.deepEqual(rest, {
      Description: undefined,
      AllowedPublishers,
      CodeSigningPolicies: { UntrustedArtifactOnDeployment: "Warn" },
      LastModified: new Date(control.clock.nowMs()).toISOString().replace("Z", "+0000"),
    });
    const read = await control.call("GetCodeSigningConfig", { CodeSigningConfigArn });
    assert.deepEqual(read.CodeSigningConfig, { CodeSigningConfigArn, CodeSigningConfigId, ...rest });
  });

  test("are updated member by member, and listed", async () => {
    await using control = await LambdaControl.start();
    const CodeSigningConfigArn = await createConfig(control);
    const { CodeSigningConfig } = await control.call("UpdateCodeSigningConfig", {
      CodeSigningConfigArn,
      Description: "ours",
    });
    assert.equal(CodeSigningConfig.Description, "ours");
    assert.deepEqual(CodeSigningConfig.AllowedPublishers, AllowedPublishers);
    assert.deepEqual(await control.call("ListCodeSigningConfigs", {}), { CodeSigningConfigs: [CodeSigningConfig] });
  });

  test("are attached to functions, and not deleted while they are", async () => {
    await using control = await LambdaControl.start();
    const CodeSigningConfigArn = await createConfig(control);
    await control.create(FunctionName, { CodeSigningConfigArn });
    await control.create("other");
    assert.deepEqual(await control.call("GetFunctionCodeSigningConfig", { FunctionName: "other" }), {});
    await control.call("PutFunctionCodeSigningConfig", { FunctionName: "other", CodeSigningConfigArn });
    assert.deepEqual(await control.call("GetFunctionCodeSigningConfig", { FunctionName }), {
      CodeSigningConfigArn,
      FunctionName,
    });
    assert.deepEqual(await control.call("ListFunctionsByCodeSigningConfig", { CodeSigningConfigArn }), {
      FunctionArns: [`${ARN}:hello`, `${ARN}:other`],
    });
    await assert.rejects(control.call("DeleteCodeSigningConfig", { CodeSigningConfigArn }), {
      code: "ResourceConflictException",
    });
    await control.call("DeleteFunctionCodeSigningConfig", { FunctionName: "other" });
    await control.call("DeleteFunction", { FunctionName });
    await control.call("DeleteCodeSigningConfig", { CodeSigningConfigArn });
    await assert.rejects(control.call("GetCodeSigningConfig", { CodeSigningConfigArn }), /can not be found/);
  });

  test("let no unsigned code pass where they enforce signatures", async () => {
    await using control = await LambdaControl.start();
    const CodeSigningConfigArn = await createConfig(control, "Enforce");
    const blocked = { code: "CodeVerificationFailedException" };
    await assert.rejects(
      control.call("CreateFunction", { ...(await minimalFunction(FunctionName)), CodeSigningConfigArn }),
      blocked,
    );
    await control.create(FunctionName);
    await control.call("PutFunctionCodeSigningConfig", { FunctionName, CodeSigningConfigArn });
    const { Code } = await minimalFunction("newer");
    await assert.rejects(control.call("UpdateFunctionCode", { FunctionName, ...Code }), blocked);
  });

  test("let no unsigned layer be added where they enforce signatures", async () => {
    await using control = await LambdaControl.start();
    const { Code } = await minimalFunction(FunctionName);
    const first = await control.call("PublishLayerVersion", { LayerName: "first", Content: Code });
    const second = await control.call("PublishLayerVersion", { LayerName: "second", Content: Code });
    await control.create(FunctionName, { Layers: [first.LayerVersionArn ?? ""] });
    const CodeSigningConfigArn = await createConfig(control, "Enforce");
    await control.call("PutFunctionCodeSigningConfig", { FunctionName, CodeSigningConfigArn });
    const Layers = [first.LayerVersionArn ?? "", second.LayerVersionArn ?? ""];
    await assert.rejects(control.call("UpdateFunctionConfiguration", { FunctionName, Layers }), {
      code: "CodeVerificationFailedException",
    });
    await control.configure({ FunctionName, Timeout: 9 });
    await control.configure({ FunctionName, Layers: Layers.slice(0, 1) });
    await control.configure({ FunctionName, Layers: [] });
  });

  test("must exist for a function that is created with one", async () => {
    await using control = await LambdaControl.start();
    const CodeSigningConfigArn = "arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdef0";
    await assert.rejects(
      control.call("CreateFunction", { ...(await minimalFunction(FunctionName)), CodeSigningConfigArn }),
      refusal(
        "CodeSigningConfigNotFoundException",
        `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${CodeSigningConfigArn}.`,
      ),
    );
  });

  test("carry tags", async () => {
    await using control = await LambdaControl.start();
    const Resource = await createConfig(control);
    await control.call("TagResource", { Resource, Tags: { team: "blue", stage: "test" } });
    await control.call("UntagResource", { Resource, TagKeys: ["stage"] });
    assert.deepEqual((await control.call("ListTags", { Resource })).Tags, { team: "blue" });
  });
});
