import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CreateCapacityProviderRequest } from "../../../../../../src/models/generated/lambda.ts";
import { ARN, LambdaControl, minimalFunction, refusal } from "../../../../../support/lambda-control.ts";

const PROVIDER_ARN = "arn:aws:lambda:us-east-1:000000000000:capacity-provider:fleet";
const NAME = { CapacityProviderName: "fleet" };
const FLEET: CreateCapacityProviderRequest = {
  ...NAME,
  VpcConfig: { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] },
  PermissionsConfig: { CapacityProviderOperatorRoleArn: "arn:aws:iam::000000000000:role/operator" },
};
const ON_FLEET = { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: PROVIDER_ARN } };

/** A fleet, and the function hello on it with a version of its own. */
const startWithFleet = async (): Promise<LambdaControl> => {
  const control = await LambdaControl.start();
  await control.call("CreateCapacityProvider", FLEET);
  await control.create("hello", { CapacityProviderConfig: ON_FLEET });
  await control.call("PublishVersion", { FunctionName: "hello" });
  return control;
};

describe("capacity providers", () => {
  test("are pending while their creation is answered, then active with what AWS gives them", async () => {
    await using control = await LambdaControl.start();
    const { CapacityProvider: created } = await control.call("CreateCapacityProvider", FLEET);
    assert.equal(created.State, "Pending");
    assert.deepEqual((await control.call("GetCapacityProvider", NAME)).CapacityProvider, {
      CapacityProviderArn: PROVIDER_ARN,
      State: "Active",
      VpcConfig: FLEET.VpcConfig,
      PermissionsConfig: FLEET.PermissionsConfig,
      InstanceRequirements: { Architectures: ["x86_64"] },
      CapacityProviderScalingConfig: { ScalingMode: "Auto", MaxVCpuCount: 400 },
      LastModified: new Date(control.clock.nowMs()).toISOString().replace("Z", "+0000"),
    });
  });

  test("are there once, under one name", async () => {
    await using control = await startWithFleet();
    await assert.rejects(
      control.call("CreateCapacityProvider", { ...FLEET, CapacityProviderName: PROVIDER_ARN }),
      refusal("ResourceConflictException", `Capacity provider already exists: ${PROVIDER_ARN}`),
    );
    const elsewhere = PROVIDER_ARN.replace("us-east-1", "eu-west-1");
    await assert.rejects(
      control.call("CreateCapacityProvider", { ...FLEET, CapacityProviderName: elsewhere }),
      refusal(
        "InvalidParameterValueException",
        `The capacity provider ${elsewhere} would belong to another account or region.`,
      ),
    );
  });

  test("are updated member by member, by ARN too", async () => {
    await using control = await startWithFleet();
    const CapacityProviderScalingConfig = {
      ScalingMode: "Manual" as const,
      ScalingPolicies: [
        { PredefinedMetricType: "LambdaCapacityProviderAverageCPUUtilization" as const, TargetValue: 50 },
      ],
    };
    const { CapacityProvider } = await control.call("UpdateCapacityProvider", {
      CapacityProviderName: PROVIDER_ARN,
      CapacityProviderScalingConfig,
    });
    assert.deepEqual(CapacityProvider.CapacityProviderScalingConfig, CapacityProviderScalingConfig);
    assert.deepEqual(CapacityProvider.VpcConfig, FLEET.VpcConfig);
  });

  test("refuse settings that contradict each other", async () => {
    await using control = await LambdaControl.start();
    const both = { AllowedInstanceTypes: ["c7i.large"], ExcludedInstanceTypes: ["c6i.large"] };
    await assert.rejects(
      control.call("CreateCapacityProvider", { ...FLEET, InstanceRequirements: both }),
      refusal(
        "InvalidParameterValueException",
        "AllowedInstanceTypes and ExcludedInstanceTypes cannot be given together.",
      ),
    );
    await assert.rejects(
      control.call("CreateCapacityProvider", { ...FLEET, CapacityProviderScalingConfig: { ScalingMode: "Manual" } }),
      refusal("InvalidParameterValueException", "ScalingPolicies are required when ScalingMode is Manual."),
    );
  });

  test("are listed page by page, and by state", async () => {
    await using control = await LambdaControl.start();
    await control.call("CreateCapacityProvider", FLEET);
    await control.call("CreateCapacityProvider", { ...FLEET, CapacityProviderName: "second" });
    const first = await control.call("ListCapacityProviders", { MaxItems: 1 });
    assert.deepEqual(
      first.CapacityProviders.map(({ CapacityProviderArn }) => CapacityProviderArn),
      [PROVIDER_ARN],
    );
    const second = await control.call("ListCapacityProviders", { Marker: first.NextMarker });
    assert.equal(second.CapacityProviders.length, 1);
    assert.equal(second.NextMarker, undefined);
    assert.deepEqual((await control.call("ListCapacityProviders", { State: "Failed" })).CapacityProviders, []);
  });

  test("carry tags", async () => {
    await using control = await LambdaControl.start();
    await control.call("CreateCapacityProvider", { ...FLEET, Tags: { team: "red" } });
    await control.call("TagResource", { Resource: PROVIDER_ARN, Tags: { stage: "test" } });
    await control.call("UntagResource", { Resource: PROVIDER_ARN, TagKeys: ["team"] });
    assert.deepEqual((await control.call("ListTags", { Resource: PROVIDER_ARN })).Tags, { stage: "test" });
  });

  test("name the versions that they are for, and stay as long as there are any", async () => {
    await using control = await startWithFleet();
    const { FunctionVersions } = await control.call("ListFunctionVersionsByCapacityProvider", NAME);
    assert.deepEqual(FunctionVersions, [
      { FunctionArn: `${ARN}:hello:$LATEST`, State: "Active" },
      { FunctionArn: `${ARN}:hello:1`, State: "Active" },
    ]);
    await assert.rejects(
      control.call("DeleteCapacityProvider", NAME),
      refusal(
        "ResourceConflictException",
        `The capacity provider ${PROVIDER_ARN} is in use. ` +
          `To delete this capacity provider, first remove its association with ${ARN}:hello:$LATEST.`,
      ),
    );
    await control.call("DeleteFunction", { FunctionName: "hello" });
    const { CapacityProvider } = await control.call("DeleteCapacityProvider", NAME);
    assert.equal(CapacityProvider.State, "Deleting");
    await assert.rejects(
      control.call("GetCapacityProvider", NAME),
      refusal("ResourceNotFoundException", `Capacity provider not found: ${PROVIDER_ARN}`),
    );
  });
});

describe("functions on a capacity provider", () => {
  test("have AWS's figures for what they do not say", async () => {
    await using control = await startWithFleet();
    const { CapacityProviderConfig } = await control.call("GetFunctionConfiguration", { FunctionName: "hello" });
    assert.deepEqual(CapacityProviderConfig, {
      LambdaManagedInstancesCapacityProviderConfig: {
        CapacityProviderArn: PROVIDER_ARN,
        PerExecutionEnvironmentMaxConcurrency: 16,
        ExecutionEnvironmentMemoryGiBPerVCpu: 2,
      },
    });
  });

  test("need one that is there, from the beginning", async () => {
    await using control = await LambdaControl.start();
    const request = { ...(await minimalFunction("hello")), CapacityProviderConfig: ON_FLEET };
    await assert.rejects(
      control.call("CreateFunction", request),
      refusal("ResourceNotFoundException", `Capacity provider not found: ${PROVIDER_ARN}`),
    );
    await control.create("hello");
    await control.call("CreateCapacityProvider", FLEET);
    await assert.rejects(
      control.call("UpdateFunctionConfiguration", { FunctionName: "hello", CapacityProviderConfig: ON_FLEET }),
      refusal("InvalidParameterValueException", "CapacityProviderConfig can be given to a new function only."),
    );
  });

  test("publish without a number, one over the other, and before all numbers", async () => {
    await using control = await startWithFleet();
    const first = await control.call("PublishVersion", { FunctionName: "hello", PublishTo: "LATEST_PUBLISHED" });
    assert.equal(first.Version, "$LATEST.PUBLISHED");
    assert.equal(first.FunctionArn, `${ARN}:hello:$LATEST.PUBLISHED`);
    await control.configure({ FunctionName: "hello", Description: "second" });
    await control.call("PublishVersion", { FunctionName: "hello", PublishTo: "LATEST_PUBLISHED" });
    const published = { FunctionName: "hello", Qualifier: "$LATEST.PUBLISHED" };
    assert.equal((await control.call("GetFunctionConfiguration", published)).Description, "second");
    assert.deepEqual(control.invoker.retired.at(-1), ["hello", "$LATEST.PUBLISHED"]);
    const page = await control.call("ListVersionsByFunction", { FunctionName: "hello", MaxItems: 1 });
    const rest = await control.call("ListVersionsByFunction", { FunctionName: "hello", Marker: page.NextMarker });
    assert.deepEqual(
      [...(page.Versions ?? []), ...(rest.Versions ?? [])].map(({ Version }) => Version),
      ["$LATEST.PUBLISHED", "$LATEST", "1"],
    );
  });

  test("publish so with their creation and with new code, too", async () => {
    await using control = await startWithFleet();
    const request = { ...(await minimalFunction("other")), CapacityProviderConfig: ON_FLEET };
    const created = await control.call("CreateFunction", { ...request, PublishTo: "LATEST_PUBLISHED" });
    assert.equal(created.Version, "$LATEST.PUBLISHED");
    await control.settled("other");
    const { ZipFile } = request.Code;
    const updated = await control.call("UpdateFunctionCode", {
      FunctionName: "other",
      ZipFile,
      PublishTo: "LATEST_PUBLISHED",
    });
    assert.equal(updated.Version, "$LATEST.PUBLISHED");
    await control.settled("other");
    const { Version } = await control.call("PublishVersion", { FunctionName: "other" });
    assert.equal(Version, "1");
  });

  test("alone publish without a number", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await assert.rejects(
      control.call("PublishVersion", { FunctionName: "hello", PublishTo: "LATEST_PUBLISHED" }),
      refusal("InvalidParameterValueException", "PublishTo is for functions with a CapacityProviderConfig only."),
    );
  });

  test("keep how each version is to be scaled", async () => {
    await using control = await startWithFleet();
    const version = { FunctionName: "hello", Qualifier: "1" };
    const FunctionScalingConfig = { MinExecutionEnvironments: 1, MaxExecutionEnvironments: 4 };
    assert.deepEqual(await control.call("GetFunctionScalingConfig", version), { FunctionArn: `${ARN}:hello:1` });
    assert.deepEqual(await control.call("PutFunctionScalingConfig", { ...version, FunctionScalingConfig }), {
      FunctionState: "Active",
    });
    assert.deepEqual(await control.call("GetFunctionScalingConfig", version), {
      FunctionArn: `${ARN}:hello:1`,
      AppliedFunctionScalingConfig: FunctionScalingConfig,
      RequestedFunctionScalingConfig: FunctionScalingConfig,
    });
  });

  test("alone are scaled, within their bounds", async () => {
    await using control = await startWithFleet();
    await control.create("other");
    await control.call("PublishVersion", { FunctionName: "other" });
    const FunctionScalingConfig = { MinExecutionEnvironments: 5, MaxExecutionEnvironments: 4 };
    await assert.rejects(
      control.call("PutFunctionScalingConfig", { FunctionName: "other", Qualifier: "1", FunctionScalingConfig }),
      refusal(
        "InvalidParameterValueException",
        `The function ${ARN}:other:1 has no capacity provider that it could be scaled on.`,
      ),
    );
    await assert.rejects(
      control.call("PutFunctionScalingConfig", { FunctionName: "hello", Qualifier: "1", FunctionScalingConfig }),
      refusal(
        "InvalidParameterValueException",
        "MinExecutionEnvironments must not be greater than MaxExecutionEnvironments.",
      ),
    );
  });
});
