import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { describe, test } from "node:test";
import {
  ApplicationAutoScalingClient,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  DescribeScalingActivitiesCommand,
  DescribeScalingPoliciesCommand,
  ListTagsForResourceCommand,
  ObjectNotFoundException,
  PutScalingPolicyCommand,
  PutScheduledActionCommand,
  RegisterScalableTargetCommand,
  ValidationException,
} from "@aws-sdk/client-application-auto-scaling";
import { GetProvisionedConcurrencyConfigCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { createLiveAlias, LIVE_ALIAS as TARGET } from "../support/live-alias.ts";
import { serveTests } from "../support/serve-tests.ts";

const FunctionName = "service";
const PATIENCE_MS = 120_000;

describe("Application Auto Scaling, through the SDK", () => {
  let lambda: LambdaClient;
  let autoscaling: ApplicationAutoScalingClient;

  serveTests(async (server, open) => {
    lambda = open(new LambdaClient(server.clientOptions));
    autoscaling = open(new ApplicationAutoScalingClient(server.clientOptions));
    await createLiveAlias(lambda, "exports.handler = async () => 1;");
  });

  test("registers an alias, with tags", async () => {
    const { ScalableTargetARN: ResourceARN } = await autoscaling.send(
      new RegisterScalableTargetCommand({ ...TARGET, MinCapacity: 0, MaxCapacity: 3, Tags: { team: "core" } }),
    );
    const { Tags } = await autoscaling.send(new ListTagsForResourceCommand({ ResourceARN }));
    assert.deepEqual(Tags, { team: "core" });
    const { ScalableTargets } = await autoscaling.send(
      new DescribeScalableTargetsCommand({ ServiceNamespace: "lambda", ResourceIds: [TARGET.ResourceId] }),
    );
    assert.equal(ScalableTargets?.[0]?.MaxCapacity, 3);
    assert.ok(ScalableTargets[0].CreationTime instanceof Date);
  });

  test("refuses what other services would be asked for", async () => {
    const table = {
      ServiceNamespace: "dynamodb",
      ResourceId: "table/orders",
      ScalableDimension: "dynamodb:table:ReadCapacityUnits",
    } as const;
    await assert.rejects(
      autoscaling.send(new RegisterScalableTargetCommand({ ...table, MinCapacity: 1, MaxCapacity: 2 })),
      ValidationException,
    );
  });

  test("keeps a policy of target tracking", async () => {
    const TargetTrackingScalingPolicyConfiguration = {
      TargetValue: 0.7,
      PredefinedMetricSpecification: { PredefinedMetricType: "LambdaProvisionedConcurrencyUtilization" },
    } as const;
    await autoscaling.send(
      new PutScalingPolicyCommand({
        ...TARGET,
        PolicyName: "busy",
        PolicyType: "TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration,
      }),
    );
    const { ScalingPolicies } = await autoscaling.send(
      new DescribeScalingPoliciesCommand({ ServiceNamespace: "lambda" }),
    );
    assert.deepEqual(
      ScalingPolicies?.[0]?.TargetTrackingScalingPolicyConfiguration,
      TargetTrackingScalingPolicyConfiguration,
    );
  });

  test("carries out a scheduled action: environments are provisioned at its time", async () => {
    let soonMs: number;
    do {
      soonMs = Math.floor(Date.now() / 1_000 + 2) * 1_000;
      await autoscaling.send(
        new PutScheduledActionCommand({
          ...TARGET,
          ScheduledActionName: "soon",
          Schedule: `at(${new Date(soonMs).toISOString().slice(0, 19)})`,
          ScalableTargetAction: { MinCapacity: 2 },
        }),
      );
      // An action whose time had passed when it arrived is never carried out.
    } while (Date.now() >= soonMs);
    const get = new GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier: "live" });
    const endMs = Date.now() + PATIENCE_MS;
    let status: string | undefined;
    while (status !== "READY" && Date.now() < endMs) {
      await delay(200);
      status = await lambda.send(get).then(
        (config) => config.Status,
        () => undefined,
      );
    }
    assert.equal((await lambda.send(get)).AvailableProvisionedConcurrentExecutions, 2);
    const { ScalingActivities } = await autoscaling.send(
      new DescribeScalingActivitiesCommand({ ServiceNamespace: "lambda", ResourceId: TARGET.ResourceId }),
    );
    assert.ok(ScalingActivities?.some(({ Description }) => Description === "Setting desired concurrency to 2."));
  });

  test("deregisters an alias once", async () => {
    await autoscaling.send(new DeregisterScalableTargetCommand(TARGET));
    await assert.rejects(autoscaling.send(new DeregisterScalableTargetCommand(TARGET)), ObjectNotFoundException);
  });
});
