import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  CreateCapacityProviderCommand,
  DeleteCapacityProviderCommand,
  DeleteFunctionCommand,
  GetCapacityProviderCommand,
  GetFunctionConfigurationCommand,
  GetFunctionScalingConfigCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionVersionsByCapacityProviderCommand,
  ListTagsCommand,
  PublishVersionCommand,
  PutFunctionScalingConfigCommand,
} from "@aws-sdk/client-lambda";
import { createNodeFunction } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";

const CapacityProviderArn = "arn:aws:lambda:us-east-1:000000000000:capacity-provider:fleet";
const VpcConfig = { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] };
const SOURCE = "exports.handler = async () => 1;";

describe("settings without effect, by the SDK for JavaScript", () => {
  let lambda: LambdaClient;

  serveTests((server, open) => {
    lambda = open(new LambdaClient(server.clientOptions));
  });

  test("are frozen with a version, and read as they were written", async () => {
    const settings = {
      VpcConfig,
      FileSystemConfigs: [
        {
          Arn: "arn:aws:elasticfilesystem:us-east-1:000000000000:access-point/fsap-0123456789abcdef0",
          LocalMountPath: "/mnt/files",
        },
      ],
      DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-east-1:000000000000:dead" },
    };
    await createNodeFunction(lambda, "settled", SOURCE, settings);
    await lambda.send(new PublishVersionCommand({ FunctionName: "settled" }));
    const version = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "settled", Qualifier: "1" }));
    assert.deepEqual(version.FileSystemConfigs, settings.FileSystemConfigs);
    assert.deepEqual(version.DeadLetterConfig, settings.DeadLetterConfig);
    const { VpcId, ...vpc } = version.VpcConfig ?? {};
    assert.deepEqual(vpc, { ...VpcConfig, Ipv6AllowedForDualStack: false });
    assert.match(VpcId ?? "", /^vpc-[0-9a-f]{17}$/);
  });

  test("of capacity providers have a life of their own", async () => {
    const name = { CapacityProviderName: "fleet" };
    await lambda.send(
      new CreateCapacityProviderCommand({
        ...name,
        VpcConfig,
        PermissionsConfig: { CapacityProviderOperatorRoleArn: "arn:aws:iam::000000000000:role/operator" },
        Tags: { team: "red" },
      }),
    );
    await createNodeFunction(lambda, "fleeting", SOURCE, {
      CapacityProviderConfig: { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn } },
    });
    await lambda.send(new PublishVersionCommand({ FunctionName: "fleeting" }));
    const published = { FunctionName: "fleeting", Qualifier: "1" };
    const FunctionScalingConfig = { MinExecutionEnvironments: 1, MaxExecutionEnvironments: 2 };
    await lambda.send(new PutFunctionScalingConfigCommand({ ...published, FunctionScalingConfig }));
    const scaling = await lambda.send(new GetFunctionScalingConfigCommand(published));
    assert.deepEqual(scaling.AppliedFunctionScalingConfig, FunctionScalingConfig);
    const used = await lambda.send(new ListFunctionVersionsByCapacityProviderCommand(name));
    assert.equal(used.FunctionVersions?.length, 2);
    await assert.rejects(lambda.send(new DeleteCapacityProviderCommand(name)), { name: "ResourceConflictException" });
    await lambda.send(new DeleteFunctionCommand({ FunctionName: "fleeting" }));
    const { Tags } = await lambda.send(new ListTagsCommand({ Resource: CapacityProviderArn }));
    assert.deepEqual(Tags, { team: "red" });
    const { CapacityProvider } = await lambda.send(new GetCapacityProviderCommand(name));
    assert.equal(CapacityProvider?.State, "Active");
    await lambda.send(new DeleteCapacityProviderCommand(name));
    await assert.rejects(lambda.send(new GetCapacityProviderCommand(name)), { name: "ResourceNotFoundException" });
  });

  test("that promise durable executions keep a function from running", async () => {
    await createNodeFunction(lambda, "durable", SOURCE, { DurableConfig: { ExecutionTimeout: 60 } });
    const refused = { name: "NotImplementedException" };
    await assert.rejects(lambda.send(new InvokeCommand({ FunctionName: "durable" })), refused);
  });
});
