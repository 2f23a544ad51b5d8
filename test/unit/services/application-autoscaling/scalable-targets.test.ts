import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startAutoscaling, TARGET } from "./start-autoscaling.ts";

const NAME =
  "service namespace: lambda, resource ID: function:hello:live, scalable dimension: lambda:function:ProvisionedConcurrency";

describe("RegisterScalableTarget", () => {
  test("registers an alias, which is then described", async () => {
    await using autoscaling = await startAutoscaling();
    const { ScalableTargetARN } = await autoscaling.call("RegisterScalableTarget", {
      ...TARGET,
      MinCapacity: 1,
      MaxCapacity: 5,
    });
    assert.match(
      ScalableTargetARN ?? "",
      /^arn:aws:application-autoscaling:us-east-1:000000000000:scalable-target\/\w+$/,
    );
    const { ScalableTargets } = await autoscaling.call("DescribeScalableTargets", { ServiceNamespace: "lambda" });
    assert.deepEqual(ScalableTargets, [
      {
        ...TARGET,
        MinCapacity: 1,
        MaxCapacity: 5,
        RoleARN:
          "arn:aws:iam::000000000000:role/aws-service-role/lambda.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_LambdaConcurrency",
        CreationTime: new Date("2026-01-01T00:00:00Z"),
        SuspendedState: {
          DynamicScalingInSuspended: false,
          DynamicScalingOutSuspended: false,
          ScheduledScalingSuspended: false,
        },
        ScalableTargetARN,
      },
    ]);
  });

  test("changes of a registered target only what is named", async () => {
    await using autoscaling = await startAutoscaling();
    await autoscaling.call("RegisterScalableTarget", { ...TARGET, MinCapacity: 1, MaxCapacity: 5 });
    const SuspendedState = { ScheduledScalingSuspended: true };
    await autoscaling.call("RegisterScalableTarget", { ...TARGET, MaxCapacity: 7, SuspendedState });
    const { ScalableTargets = [] } = await autoscaling.call("DescribeScalableTargets", { ServiceNamespace: "lambda" });
    assert.partialDeepStrictEqual(ScalableTargets[0], { MinCapacity: 1, MaxCapacity: 7, SuspendedState });
  });

  test("refuses what cannot be scaled here", async () => {
    await using autoscaling = await startAutoscaling();
    const limits = { MinCapacity: 1, MaxCapacity: 5 };
    const unsupported = {
      code: "ValidationException",
      message: "Unsupported service namespace, resource type or scalable dimension",
    };
    const dynamo = { ServiceNamespace: "dynamodb", ScalableDimension: "dynamodb:table:ReadCapacityUnits" } as const;
    await assert.rejects(
      autoscaling.call("RegisterScalableTarget", { ...dynamo, ResourceId: "table/orders", ...limits }),
      unsupported,
    );
    await assert.rejects(
      autoscaling.call("RegisterScalableTarget", { ...TARGET, ResourceId: "function:hello:$LATEST", ...limits }),
      unsupported,
    );
    await assert.rejects(
      autoscaling.call("RegisterScalableTarget", { ...TARGET, ResourceId: "function:hello:gone", ...limits }),
      { code: "ValidationException", message: "Function not found: hello:gone" },
    );
  });

  test("refuses limits that are none", async () => {
    await using autoscaling = await startAutoscaling();
    const invalid = { code: "ValidationException" };
    await assert.rejects(autoscaling.call("RegisterScalableTarget", { ...TARGET, MinCapacity: 1 }), invalid);
    await assert.rejects(
      autoscaling.call("RegisterScalableTarget", { ...TARGET, MinCapacity: 2, MaxCapacity: 1 }),
      invalid,
    );
    await assert.rejects(
      autoscaling.call("RegisterScalableTarget", { ...TARGET, MinCapacity: -1, MaxCapacity: 1 }),
      invalid,
    );
  });
});

describe("DeregisterScalableTarget", () => {
  test("removes a target with what hangs on it, once", async () => {
    await using autoscaling = await startAutoscaling();
    await autoscaling.call("RegisterScalableTarget", { ...TARGET, MinCapacity: 1, MaxCapacity: 5 });
    await autoscaling.call("PutScheduledAction", {
      ...TARGET,
      ScheduledActionName: "morning",
      Schedule: "cron(0 8 * * ? *)",
      ScalableTargetAction: { MinCapacity: 3 },
    });
    await autoscaling.call("DeregisterScalableTarget", TARGET);
    const { ScheduledActions } = await autoscaling.call("DescribeScheduledActions", { ServiceNamespace: "lambda" });
    assert.deepEqual(ScheduledActions, []);
    await assert.rejects(autoscaling.call("DeregisterScalableTarget", TARGET), {
      code: "ObjectNotFoundException",
      message: `No scalable target found for ${NAME}`,
    });
  });
});

describe("lists", () => {
  test("are empty for other namespaces", async () => {
    await using autoscaling = await startAutoscaling();
    await autoscaling.call("RegisterScalableTarget", { ...TARGET, MinCapacity: 1, MaxCapacity: 5 });
    const { ScalableTargets } = await autoscaling.call("DescribeScalableTargets", { ServiceNamespace: "ecs" });
    assert.deepEqual(ScalableTargets, []);
  });

  test("come by page", async () => {
    await using autoscaling = await startAutoscaling();
    await autoscaling.call("RegisterScalableTarget", { ...TARGET, MinCapacity: 1, MaxCapacity: 5 });
    const action = { ...TARGET, Schedule: "rate(1 day)", ScalableTargetAction: { MinCapacity: 1 } };
    await autoscaling.call("PutScheduledAction", { ...action, ScheduledActionName: "a" });
    await autoscaling.call("PutScheduledAction", { ...action, ScheduledActionName: "b" });
    const page = { ServiceNamespace: "lambda", MaxResults: 1 } as const;
    const first = await autoscaling.call("DescribeScheduledActions", page);
    const second = await autoscaling.call("DescribeScheduledActions", { ...page, NextToken: first.NextToken });
    assert.deepEqual(
      [first, second].map(({ ScheduledActions = [] }) => ScheduledActions.map((found) => found.ScheduledActionName)),
      [["a"], ["b"]],
    );
    assert.equal(second.NextToken, undefined);
    await assert.rejects(autoscaling.call("DescribeScheduledActions", { ...page, NextToken: "none" }), {
      code: "InvalidNextTokenException",
    });
  });
});

describe("tags", () => {
  test("are set, listed and removed by ARN", async () => {
    await using autoscaling = await startAutoscaling();
    const { ScalableTargetARN: ResourceARN = "" } = await autoscaling.call("RegisterScalableTarget", {
      ...TARGET,
      MinCapacity: 1,
      MaxCapacity: 5,
      Tags: { team: "core" },
    });
    await autoscaling.call("TagResource", { ResourceARN, Tags: { stage: "test" } });
    await autoscaling.call("UntagResource", { ResourceARN, TagKeys: ["team"] });
    assert.deepEqual(await autoscaling.call("ListTagsForResource", { ResourceARN }), { Tags: { stage: "test" } });
    await assert.rejects(autoscaling.call("ListTagsForResource", { ResourceARN: `${ResourceARN}0` }), {
      code: "ResourceNotFoundException",
    });
  });
});
