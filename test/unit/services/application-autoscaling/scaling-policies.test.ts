import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startAutoscaling, TARGET } from "./start-autoscaling.ts";

const NAME =
  "service namespace: lambda, resource ID: function:hello:live, scalable dimension: lambda:function:ProvisionedConcurrency";

const policy = (settings: object = {}) => ({
  ...TARGET,
  PolicyName: "busy",
  PolicyType: "TargetTrackingScaling" as const,
  TargetTrackingScalingPolicyConfiguration: {
    TargetValue: 0.5,
    PredefinedMetricSpecification: { PredefinedMetricType: "LambdaProvisionedConcurrencyUtilization" as const },
    ...settings,
  },
});

/** A target from 1 to 10 with 4 environments, and the policy. */
const start = async (settings: object = {}) => {
  const autoscaling = await startAutoscaling();
  await autoscaling.call("RegisterScalableTarget", { ...TARGET, MinCapacity: 1, MaxCapacity: 10 });
  await autoscaling.call("PutScalingPolicy", policy(settings));
  autoscaling.concurrency.reading = { capacity: 4, available: 4, busyMs: 0, peakBusy: 0 };
  await autoscaling.minute(0);
  return autoscaling;
};

type Autoscaling = Awaited<ReturnType<typeof startAutoscaling>>;

const minutes = async (autoscaling: Autoscaling, count: number, utilisation: number): Promise<void> => {
  for (let minute = 0; minute < count; minute += 1) await autoscaling.minute(utilisation);
};

describe("PutScalingPolicy", () => {
  test("keeps what is asked for", async () => {
    await using autoscaling = await start({ ScaleInCooldown: 60, DisableScaleIn: true });
    const { ScalingPolicies = [] } = await autoscaling.call("DescribeScalingPolicies", { ServiceNamespace: "lambda" });
    const [found] = ScalingPolicies;
    assert.match(
      found?.PolicyARN ?? "",
      /^arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:[\w-]{36}:resource\/lambda\/function:hello:live:policyName\/busy$/,
    );
    assert.partialDeepStrictEqual(found, policy({ ScaleInCooldown: 60, DisableScaleIn: true }));
  });

  test("keeps the ARN of a policy that is put again", async () => {
    await using autoscaling = await start();
    const first = await autoscaling.call("PutScalingPolicy", policy());
    const second = await autoscaling.call("PutScalingPolicy", policy({ TargetValue: 0.7 }));
    assert.equal(first.PolicyARN, second.PolicyARN);
  });

  test("refuses what it cannot follow", async () => {
    await using autoscaling = await start();
    await assert.rejects(autoscaling.call("PutScalingPolicy", { ...policy(), PolicyType: "StepScaling" }), {
      code: "NotImplementedException",
    });
    await assert.rejects(autoscaling.call("PutScalingPolicy", policy({ TargetValue: 70 })), {
      code: "ValidationException",
    });
    const CustomizedMetricSpecification = { Namespace: "Shop", MetricName: "Orders", Statistic: "Sum" };
    await assert.rejects(
      autoscaling.call("PutScalingPolicy", {
        ...policy(),
        TargetTrackingScalingPolicyConfiguration: { TargetValue: 0.5, CustomizedMetricSpecification },
      } as never),
      { code: "NotImplementedException" },
    );
    const PredefinedMetricSpecification = { PredefinedMetricType: "ECSServiceAverageCPUUtilization" };
    await assert.rejects(autoscaling.call("PutScalingPolicy", policy({ PredefinedMetricSpecification })), {
      code: "ValidationException",
    });
  });

  test("needs a target", async () => {
    await using autoscaling = await startAutoscaling();
    await assert.rejects(autoscaling.call("PutScalingPolicy", policy()), {
      code: "ObjectNotFoundException",
      message: `No scalable target registered for ${NAME}`,
    });
  });
});

describe("target tracking", () => {
  test("scales out after three minutes above the target, by the proportion", async () => {
    await using autoscaling = await start();
    await minutes(autoscaling, 2, 0.75);
    assert.equal(autoscaling.concurrency.reading.capacity, 4);
    await minutes(autoscaling, 1, 0.75);
    assert.equal(autoscaling.concurrency.reading.capacity, 6);
    const { ScalingActivities = [] } = await autoscaling.call("DescribeScalingActivities", {
      ServiceNamespace: "lambda",
    });
    assert.equal(ScalingActivities[0]?.Cause, "utilisation above the target of 0.5 triggered policy busy");
  });

  test("does not go beyond the target's limits", async () => {
    await using autoscaling = await start();
    await autoscaling.call("RegisterScalableTarget", { ...TARGET, MaxCapacity: 5 });
    await minutes(autoscaling, 3, 1);
    assert.equal(autoscaling.concurrency.reading.capacity, 5);
  });

  test("scales in after fifteen minutes well below it, for the busiest of them", async () => {
    await using autoscaling = await start();
    await minutes(autoscaling, 1, 0.25);
    await minutes(autoscaling, 12, 0.1);
    assert.equal(autoscaling.concurrency.reading.capacity, 4);
    await minutes(autoscaling, 2, 0.1);
    assert.equal(autoscaling.concurrency.reading.capacity, 2);
  });

  test("stays when utilisation is a little below the target", async () => {
    await using autoscaling = await start();
    await minutes(autoscaling, 20, 0.48);
    assert.equal(autoscaling.concurrency.reading.capacity, 4);
  });

  test("does not scale in where that is disabled or suspended", async () => {
    await using autoscaling = await start({ DisableScaleIn: true });
    await minutes(autoscaling, 20, 0);
    assert.equal(autoscaling.concurrency.reading.capacity, 4);
    await autoscaling.call("PutScalingPolicy", policy());
    await autoscaling.call("RegisterScalableTarget", {
      ...TARGET,
      SuspendedState: { DynamicScalingInSuspended: true },
    });
    await minutes(autoscaling, 20, 0);
    assert.equal(autoscaling.concurrency.reading.capacity, 4);
  });

  test("waits for the cooldown after it scaled out", async () => {
    await using autoscaling = await start({ ScaleOutCooldown: 600 });
    await minutes(autoscaling, 3, 0.75);
    await minutes(autoscaling, 9, 0.75);
    assert.equal(autoscaling.concurrency.reading.capacity, 6);
    await minutes(autoscaling, 1, 0.75);
    assert.equal(autoscaling.concurrency.reading.capacity, 9);
  });

  test("brings a capacity below the minimum up to it", async () => {
    await using autoscaling = await startAutoscaling();
    await autoscaling.call("RegisterScalableTarget", { ...TARGET, MinCapacity: 2, MaxCapacity: 10 });
    await autoscaling.call("PutScalingPolicy", policy());
    await autoscaling.minute(0);
    assert.equal(autoscaling.concurrency.reading.capacity, 2);
  });

  test("starts anew when the environments that were measured are gone", async () => {
    await using autoscaling = await start();
    await minutes(autoscaling, 2, 0.75);
    autoscaling.concurrency.reading = { capacity: 4, available: 4, busyMs: 0, peakBusy: 0 };
    await minutes(autoscaling, 2, 0);
    await minutes(autoscaling, 2, 0.75);
    assert.equal(autoscaling.concurrency.reading.capacity, 4);
  });

  test("follows the busiest moments instead of the average where a policy says so", async () => {
    await using autoscaling = await start();
    const CustomizedMetricSpecification = {
      Namespace: "AWS/Lambda",
      MetricName: "ProvisionedConcurrencyUtilization",
      Statistic: "Maximum" as const,
      Dimensions: [
        { Name: "FunctionName", Value: "hello" },
        { Name: "Resource", Value: "hello:live" },
      ],
    };
    const TargetTrackingScalingPolicyConfiguration = { TargetValue: 0.5, CustomizedMetricSpecification };
    await autoscaling.call("PutScalingPolicy", { ...policy(), TargetTrackingScalingPolicyConfiguration });
    autoscaling.concurrency.reading = { ...autoscaling.concurrency.reading, peakBusy: 4 };
    await minutes(autoscaling, 3, 0.1);
    assert.equal(autoscaling.concurrency.reading.capacity, 8);
    const { ScalingPolicies = [] } = await autoscaling.call("DescribeScalingPolicies", { ServiceNamespace: "lambda" });
    assert.partialDeepStrictEqual(ScalingPolicies[0], { TargetTrackingScalingPolicyConfiguration });
  });

  test("ends with its policy", async () => {
    await using autoscaling = await start();
    await autoscaling.call("DeleteScalingPolicy", { ...TARGET, PolicyName: "busy" });
    await minutes(autoscaling, 3, 1);
    assert.equal(autoscaling.concurrency.reading.capacity, 4);
    await assert.rejects(autoscaling.call("DeleteScalingPolicy", { ...TARGET, PolicyName: "busy" }), {
      code: "ObjectNotFoundException",
      message: `No scaling policy found for ${NAME}, policy name: busy`,
    });
  });
});
