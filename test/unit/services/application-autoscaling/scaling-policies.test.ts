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
      code: "ValidationException",
      message: "Policy type StepScaling is not supported for the service namespace lambda",
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

const HIGH = /^TargetTracking-function:hello:live-AlarmHigh-[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const LOW = /^TargetTracking-function:hello:live-AlarmLow-[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Those of the policy, the high one first. */
const alarmsOf = async ({ callCloudwatch }: Autoscaling) => {
  const { MetricAlarms = [] } = await callCloudwatch("DescribeAlarms", { AlarmNamePrefix: "TargetTracking-" });
  return MetricAlarms;
};

const statesOf = async (autoscaling: Autoscaling) => (await alarmsOf(autoscaling)).map(({ StateValue }) => StateValue);

describe("the alarms of a policy", () => {
  test("are named with it, and in CloudWatch with AWS's settings", async () => {
    await using autoscaling = await start();
    const { PolicyARN, Alarms = [] } = await autoscaling.call("PutScalingPolicy", policy({ TargetValue: 0.7 }));
    const { ScalingPolicies = [] } = await autoscaling.call("DescribeScalingPolicies", { ServiceNamespace: "lambda" });
    assert.deepEqual(ScalingPolicies[0]?.Alarms, Alarms);
    const [high, low] = Alarms;
    assert.match(high?.AlarmName ?? "", HIGH);
    assert.match(low?.AlarmName ?? "", LOW);
    assert.equal(high?.AlarmARN, `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${high?.AlarmName}`);
    const metric = {
      AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${PolicyARN}.`,
      AlarmActions: [PolicyARN],
      Namespace: "AWS/Lambda",
      MetricName: "ProvisionedConcurrencyUtilization",
      Dimensions: [
        { Name: "FunctionName", Value: "hello" },
        { Name: "Resource", Value: "hello:live" },
      ],
      Statistic: "Average",
      Period: 60,
    };
    assert.partialDeepStrictEqual(await alarmsOf(autoscaling), [
      {
        ...metric,
        AlarmName: high?.AlarmName,
        EvaluationPeriods: 3,
        Threshold: 0.7,
        ComparisonOperator: "GreaterThanThreshold",
      },
      {
        ...metric,
        AlarmName: low?.AlarmName,
        EvaluationPeriods: 15,
        Threshold: 0.63,
        ComparisonOperator: "LessThanThreshold",
      },
    ]);
  });

  test("keep their names when the policy is put again, and follow it", async () => {
    await using autoscaling = await start();
    const before = await alarmsOf(autoscaling);
    await autoscaling.call("PutScalingPolicy", policy({ TargetValue: 0.8 }));
    const after = await alarmsOf(autoscaling);
    assert.deepEqual(
      after.map(({ AlarmName }) => AlarmName),
      before.map(({ AlarmName }) => AlarmName),
    );
    assert.deepEqual(
      after.map(({ Threshold }) => Threshold),
      [0.8, 0.72],
    );
  });

  test("are the high one alone where the policy does not scale in", async () => {
    await using autoscaling = await start();
    const { Alarms = [] } = await autoscaling.call("PutScalingPolicy", policy({ DisableScaleIn: true }));
    assert.equal(Alarms.length, 1);
    const names = (await alarmsOf(autoscaling)).map(({ AlarmName = "" }) => AlarmName);
    assert.match(names.join(), HIGH);
  });

  test("go with the policy, and with the target", async () => {
    await using autoscaling = await start();
    await autoscaling.call("DeleteScalingPolicy", { ...TARGET, PolicyName: "busy" });
    assert.deepEqual(await alarmsOf(autoscaling), []);
    await autoscaling.call("PutScalingPolicy", policy());
    await autoscaling.call("DeregisterScalableTarget", TARGET);
    assert.deepEqual(await alarmsOf(autoscaling), []);
  });

  test("are in the state that makes the policy scale, when it does", async () => {
    await using autoscaling = await start();
    await minutes(autoscaling, 2, 0.75);
    assert.deepEqual(await statesOf(autoscaling), ["INSUFFICIENT_DATA", "INSUFFICIENT_DATA"]);
    await minutes(autoscaling, 1, 0.75);
    assert.deepEqual(await statesOf(autoscaling), ["ALARM", "INSUFFICIENT_DATA"]);
    await minutes(autoscaling, 1, 0.5);
    assert.deepEqual(await statesOf(autoscaling), ["OK", "INSUFFICIENT_DATA"]);
    await minutes(autoscaling, 11, 0.4);
    assert.deepEqual(await statesOf(autoscaling), ["OK", "OK"]);
    assert.equal(autoscaling.concurrency.reading.capacity, 6);
    await minutes(autoscaling, 3, 0.4);
    assert.deepEqual(await statesOf(autoscaling), ["OK", "OK"]);
    await minutes(autoscaling, 1, 0.4);
    assert.deepEqual(await statesOf(autoscaling), ["OK", "ALARM"]);
    assert.equal(autoscaling.concurrency.reading.capacity, 5);
  });

  test("tell in their history that they had the policy carried out", async () => {
    await using autoscaling = await start();
    await minutes(autoscaling, 3, 0.75);
    await autoscaling.alarmActionsTaken();
    const { AlarmHistoryItems = [] } = await autoscaling.callCloudwatch("DescribeAlarmHistory", {
      HistoryItemType: "Action",
    });
    assert.match(
      AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary).join("\n"),
      /^Successfully executed action arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:\S+policyName\/busy$/,
    );
    assert.equal(autoscaling.concurrency.reading.capacity, 6);
  });

  test("make the policy scale also when a user sets them off", async () => {
    await using autoscaling = await start();
    await minutes(autoscaling, 3, 0.5);
    await autoscaling.call("PutScalingPolicy", policy({ TargetValue: 0.25 }));
    const [AlarmName = ""] = (await alarmsOf(autoscaling)).map((alarm) => alarm.AlarmName);
    await autoscaling.callCloudwatch("SetAlarmState", { AlarmName, StateValue: "ALARM", StateReason: "a test" });
    await autoscaling.alarmActionsTaken();
    assert.equal(autoscaling.concurrency.reading.capacity, 8);
  });

  test("no longer make it scale once a user has deleted them", async () => {
    await using autoscaling = await start();
    const AlarmNames = (await alarmsOf(autoscaling)).map(({ AlarmName = "" }) => AlarmName);
    await autoscaling.callCloudwatch("DeleteAlarms", { AlarmNames });
    await minutes(autoscaling, 20, 0.9);
    assert.equal(autoscaling.concurrency.reading.capacity, 4);
  });

  test("are there again with the next start of the server, which makes up for what a killed one left undone", async () => {
    await using autoscaling = await start();
    const before = (await alarmsOf(autoscaling)).map(({ AlarmName = "" }) => AlarmName);
    await autoscaling.callCloudwatch("DeleteAlarms", { AlarmNames: before });
    await autoscaling.startAgain();
    assert.deepEqual(
      (await alarmsOf(autoscaling)).map(({ AlarmName }) => AlarmName),
      before,
    );
  });

  test("are the only ones that do: another's action fails, and says so", async () => {
    await using autoscaling = await start();
    const { PolicyARN } = await autoscaling.call("PutScalingPolicy", policy());
    await minutes(autoscaling, 3, 0.5);
    await autoscaling.callCloudwatch("PutMetricAlarm", {
      AlarmName: "mine",
      AlarmActions: [PolicyARN],
      Namespace: "N",
      MetricName: "M",
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: "GreaterThanThreshold",
    });
    await autoscaling.callCloudwatch("SetAlarmState", { AlarmName: "mine", StateValue: "ALARM", StateReason: "mine" });
    await autoscaling.alarmActionsTaken();
    const { AlarmHistoryItems } = await autoscaling.callCloudwatch("DescribeAlarmHistory", {
      AlarmName: "mine",
      HistoryItemType: "Action",
    });
    assert.equal(
      AlarmHistoryItems?.[0]?.HistorySummary,
      `Failed to execute action ${PolicyARN}. Received error: "Target tracking scales by the alarms of its policy, and mine is none of them"`,
    );
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
    assert.match(
      ScalingActivities[0]?.Cause ?? "",
      /^monitor alarm TargetTracking-function:hello:live-AlarmHigh-[\w-]{36} in state ALARM triggered policy busy$/,
    );
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
