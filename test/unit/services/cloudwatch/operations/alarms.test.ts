import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PutMetricAlarmInput } from "../../../../../src/models/generated/cloudwatch.ts";
import { MINUTE_MS, startCloudwatch, type StartedCloudwatch } from "../start-cloudwatch.ts";
import { THRESHOLD_ALARM } from "../threshold-alarm.ts";

const ARN = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:high";
const TOPIC = "arn:aws:sns:us-east-1:000000000000:oncall";
const REBOOT = "arn:aws:automate:us-east-1:ec2:reboot";
const ALARM: PutMetricAlarmInput = {
  AlarmName: "high",
  ...THRESHOLD_ALARM,
};

/** What a topic is told of an alarm, as far as tests look at it. */
interface PublishedAlarm {
  readonly AlarmRule?: string;
  readonly Trigger?: { readonly Metrics?: unknown };
}

const alarmOf = async ({ call }: StartedCloudwatch) => {
  const { MetricAlarms } = await call("DescribeAlarms", { AlarmNames: ["high"] });
  return MetricAlarms?.[0];
};

const summariesOf = async ({ call }: StartedCloudwatch) => {
  const { AlarmHistoryItems } = await call("DescribeAlarmHistory", { ScanBy: "TimestampAscending" });
  return AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary);
};

const refuses = async (change: Partial<PutMetricAlarmInput>, message: RegExp) => {
  await using cloudwatch = await startCloudwatch();
  await assert.rejects(cloudwatch.call("PutMetricAlarm", { ...ALARM, ...change }), { message });
  assert.equal(await alarmOf(cloudwatch), undefined);
};

describe("an alarm", () => {
  test("begins without enough data", async () => {
    await using cloudwatch = await startCloudwatch();
    await cloudwatch.call("PutMetricAlarm", ALARM);
    const alarm = await alarmOf(cloudwatch);
    assert.equal(alarm?.StateValue, "INSUFFICIENT_DATA");
    assert.equal(alarm?.StateReason, "Unchecked: Initial alarm creation");
    assert.equal(alarm?.AlarmArn, ARN);
    assert.equal(alarm?.ActionsEnabled, true);
  });

  test("goes off and comes back with its metric, and says why", async () => {
    await using cloudwatch = await startCloudwatch();
    await cloudwatch.call("PutMetricAlarm", { ...ALARM, AlarmActions: [REBOOT], TreatMissingData: "notBreaching" });
    await cloudwatch.put(5);
    await cloudwatch.clock.advance(MINUTE_MS);
    await cloudwatch.actionsTaken();
    const alarm = await alarmOf(cloudwatch);
    assert.equal(alarm?.StateValue, "ALARM");
    assert.equal(
      alarm?.StateReason,
      "Threshold Crossed: 1 out of the last 1 datapoints [5.0 (01/01/26 00:00:00)] was greater than the threshold (3.0) (minimum 1 datapoint for OK -> ALARM transition).",
    );
    await cloudwatch.clock.advance(3 * MINUTE_MS);
    assert.equal((await alarmOf(cloudwatch))?.StateValue, "OK");
    assert.deepEqual(await summariesOf(cloudwatch), [
      'Alarm "high" created',
      "Alarm updated from INSUFFICIENT_DATA to ALARM",
      `Failed to execute action ${REBOOT}. Received error: "this server takes actions of functions, topics and scaling policies only"`,
      "Alarm updated from ALARM to OK",
    ]);
  });

  test("tells topics, in the form that subscribers know", async () => {
    await using cloudwatch = await startCloudwatch();
    const Dimensions = [{ Name: "Page", Value: "cart" }];
    await cloudwatch.call("PutMetricAlarm", { ...ALARM, Dimensions, AlarmActions: [TOPIC] });
    await cloudwatch.clock.advance(1_000);
    await cloudwatch.call("SetAlarmState", { AlarmName: "high", StateValue: "ALARM", StateReason: "a test" });
    await cloudwatch.actionsTaken();
    const [{ topicArn, subject, message } = assert.fail("nothing was published")] = cloudwatch.published;
    assert.equal(topicArn, TOPIC);
    assert.equal(subject, 'ALARM: "high" in us-east-1');
    assert.deepEqual(JSON.parse(message), {
      AlarmName: "high",
      AlarmDescription: null,
      AWSAccountId: "000000000000",
      AlarmConfigurationUpdatedTimestamp: "2026-01-01T00:00:00.000+0000",
      NewStateValue: "ALARM",
      NewStateReason: "a test",
      StateChangeTime: "2026-01-01T00:00:01.000+0000",
      Region: "us-east-1",
      AlarmArn: ARN,
      OldStateValue: "INSUFFICIENT_DATA",
      OKActions: [],
      AlarmActions: [TOPIC],
      InsufficientDataActions: [],
      Trigger: {
        MetricName: "M",
        Namespace: "N",
        StatisticType: "Statistic",
        Statistic: "AVERAGE",
        Unit: null,
        Dimensions: [{ value: "cart", name: "Page" }],
        Period: 60,
        EvaluationPeriods: 1,
        ComparisonOperator: "GreaterThanThreshold",
        Threshold: 3,
        TreatMissingData: "missing",
        EvaluateLowSampleCountPercentile: "",
      },
    });
    assert.equal((await summariesOf(cloudwatch))?.at(-1), `Successfully executed action ${TOPIC}`);
  });

  test("tells topics of math and of alarms, too", async () => {
    await using cloudwatch = await startCloudwatch();
    const { Threshold, ComparisonOperator, EvaluationPeriods } = ALARM;
    const Metrics = [
      { Id: "e", Expression: "m * 2", Label: "twice" },
      {
        Id: "m",
        MetricStat: { Metric: { Namespace: "N", MetricName: "M" }, Period: 60, Stat: "p90" },
        ReturnData: false,
      },
    ];
    const math = {
      AlarmName: "high",
      Threshold,
      ComparisonOperator,
      EvaluationPeriods,
      Metrics,
      AlarmActions: [TOPIC],
    };
    await cloudwatch.call("PutMetricAlarm", math);
    const both = { AlarmName: "both", AlarmRule: "ALARM(high)", AlarmActions: [TOPIC] };
    await cloudwatch.call("PutCompositeAlarm", both);
    await cloudwatch.call("SetAlarmState", { AlarmName: "high", StateValue: "ALARM", StateReason: "a test" });
    await cloudwatch.actionsTaken();
    const [ofMath, ofRule] = cloudwatch.published.map(({ message }) => JSON.parse(message) as PublishedAlarm);
    assert.deepEqual(ofMath?.Trigger?.Metrics, [
      { Id: "e", Expression: "m * 2", Label: "twice", ReturnData: true },
      {
        Id: "m",
        MetricStat: { Metric: { Namespace: "N", MetricName: "M", Dimensions: [] }, Period: 60, Stat: "p90" },
        ReturnData: false,
      },
    ]);
    assert.equal(ofRule?.AlarmRule, "ALARM(high)");
  });

  test("invokes functions, and says so", async () => {
    await using cloudwatch = await startCloudwatch();
    const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:oncall:live";
    const gone = "arn:aws:lambda:us-east-1:000000000000:function:gone";
    const AlarmDescription = "too high";
    await cloudwatch.call("PutMetricAlarm", { ...ALARM, AlarmDescription, AlarmActions: [functionArn, gone] });
    await cloudwatch.call("SetAlarmState", { AlarmName: "high", StateValue: "ALARM", StateReason: "a test" });
    await cloudwatch.actionsTaken();
    const time = "2026-01-01T00:00:00.000+0000";
    assert.deepEqual(JSON.parse(JSON.stringify(cloudwatch.invoked)), [
      {
        functionArn,
        event: {
          source: "aws.cloudwatch",
          alarmArn: ARN,
          accountId: "000000000000",
          time,
          region: "us-east-1",
          alarmData: {
            alarmName: "high",
            state: { value: "ALARM", reason: "a test", timestamp: time },
            previousState: {
              value: "INSUFFICIENT_DATA",
              reason: "Unchecked: Initial alarm creation",
              timestamp: time,
            },
            configuration: {
              description: AlarmDescription,
              metrics: [
                {
                  id: "m1",
                  metricStat: {
                    metric: { namespace: "N", name: "M", dimensions: {} },
                    period: 60,
                    stat: "Average",
                  },
                  returnData: true,
                },
              ],
            },
          },
        },
      },
    ]);
    const { AlarmHistoryItems } = await cloudwatch.call("DescribeAlarmHistory", { HistoryItemType: "Action" });
    assert.deepEqual(AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary).toSorted(), [
      `Failed to execute action ${gone}. Received error: "Function not found: ${gone}"`,
      `Successfully executed action ${functionArn}`,
    ]);
  });

  test("may compute what it watches", async () => {
    await using cloudwatch = await startCloudwatch();
    const { AlarmName, EvaluationPeriods, Threshold, ComparisonOperator } = ALARM;
    const Metrics = [
      {
        Id: "m",
        ReturnData: false,
        MetricStat: { Metric: { Namespace: "N", MetricName: "M" }, Period: 60, Stat: "Sum" },
      },
      { Id: "twice", Expression: "m * 2" },
    ];
    await cloudwatch.call("PutMetricAlarm", { AlarmName, EvaluationPeriods, Threshold, ComparisonOperator, Metrics });
    await cloudwatch.put(2);
    await cloudwatch.clock.advance(MINUTE_MS);
    assert.equal((await alarmOf(cloudwatch))?.StateValue, "ALARM");
  });

  test("keeps its state and its tags when it is changed", async () => {
    await using cloudwatch = await startCloudwatch();
    await cloudwatch.call("PutMetricAlarm", { ...ALARM, Tags: [{ Key: "team", Value: "blue" }] });
    await cloudwatch.call("SetAlarmState", { AlarmName: "high", StateValue: "OK", StateReason: "a test" });
    await cloudwatch.call("PutMetricAlarm", { ...ALARM, Threshold: 9, Tags: [{ Key: "team", Value: "red" }] });
    const alarm = await alarmOf(cloudwatch);
    assert.deepEqual([alarm?.StateValue, alarm?.Threshold], ["OK", 9]);
    assert.deepEqual(await cloudwatch.call("ListTagsForResource", { ResourceARN: ARN }), {
      Tags: [{ Key: "team", Value: "blue" }],
    });
  });

  test("takes no note of actions that are disabled", async () => {
    await using cloudwatch = await startCloudwatch();
    await cloudwatch.call("PutMetricAlarm", { ...ALARM, AlarmActions: [TOPIC] });
    await cloudwatch.call("DisableAlarmActions", { AlarmNames: ["high", "unknown"] });
    await cloudwatch.call("SetAlarmState", { AlarmName: "high", StateValue: "ALARM", StateReason: "a test" });
    assert.equal((await alarmOf(cloudwatch))?.ActionsEnabled, false);
    const { AlarmHistoryItems } = await cloudwatch.call("DescribeAlarmHistory", { HistoryItemType: "Action" });
    assert.deepEqual(AlarmHistoryItems, []);
    await cloudwatch.call("EnableAlarmActions", { AlarmNames: ["high"] });
    assert.equal((await alarmOf(cloudwatch))?.ActionsEnabled, true);
  });

  test("is found by what it watches, by its state, its action and its prefix", async () => {
    await using cloudwatch = await startCloudwatch();
    await cloudwatch.call("PutMetricAlarm", { ...ALARM, AlarmActions: [TOPIC] });
    await cloudwatch.call("PutMetricAlarm", { ...ALARM, AlarmName: "low", MetricName: "Other" });
    const found = async (input: object) =>
      (await cloudwatch.call("DescribeAlarms", input)).MetricAlarms?.map(({ AlarmName }) => AlarmName);
    assert.deepEqual(await found({}), ["high", "low"]);
    assert.deepEqual(await found({ AlarmNamePrefix: "l" }), ["low"]);
    assert.deepEqual(await found({ ActionPrefix: "arn:aws:sns" }), ["high"]);
    assert.deepEqual(await found({ StateValue: "OK" }), []);
    assert.deepEqual(await found({ AlarmTypes: ["CompositeAlarm"] }), []);
    const { MetricAlarms } = await cloudwatch.call("DescribeAlarmsForMetric", { Namespace: "N", MetricName: "M" });
    assert.deepEqual(
      MetricAlarms?.map(({ AlarmName }) => AlarmName),
      ["high"],
    );
  });

  test("has tags", async () => {
    await using cloudwatch = await startCloudwatch();
    await cloudwatch.call("PutMetricAlarm", ALARM);
    await cloudwatch.call("TagResource", {
      ResourceARN: ARN,
      Tags: [
        { Key: "a", Value: "1" },
        { Key: "b", Value: "2" },
      ],
    });
    await cloudwatch.call("UntagResource", { ResourceARN: ARN, TagKeys: ["a"] });
    assert.deepEqual(await cloudwatch.call("ListTagsForResource", { ResourceARN: ARN }), {
      Tags: [{ Key: "b", Value: "2" }],
    });
    await assert.rejects(cloudwatch.call("ListTagsForResource", { ResourceARN: `${ARN}er` }), {
      code: "ResourceNotFoundException",
    });
  });

  test("is deleted, whether or not it was there; its history stays", async () => {
    await using cloudwatch = await startCloudwatch();
    await cloudwatch.call("PutMetricAlarm", ALARM);
    await cloudwatch.call("DeleteAlarms", { AlarmNames: ["high", "unknown"] });
    assert.equal(await alarmOf(cloudwatch), undefined);
    assert.deepEqual((await summariesOf(cloudwatch))?.length, 2);
    await assert.rejects(
      cloudwatch.call("SetAlarmState", { AlarmName: "high", StateValue: "OK", StateReason: "a test" }),
      { code: "ResourceNotFound" },
    );
  });

  test("is refused when it could never be evaluated", async () => {
    await refuses({ Threshold: undefined }, /^The parameter Threshold is required.$/);
    await refuses({ MetricName: undefined }, /^The parameter MetricName is required.$/);
    await refuses({ Statistic: undefined }, /Exactly one of Statistic and ExtendedStatistic/);
    await refuses({ DatapointsToAlarm: 2 }, /DatapointsToAlarm must be less than or equal to EvaluationPeriods/);
    await refuses({ Period: 45 }, /multiple of 60/);
    await refuses({ Period: 1_800, EvaluationPeriods: 49 }, /EvaluationPeriods \* Period must be <= 86400/);
    await refuses({ TreatMissingData: "invent" }, /TreatMissingData/);
    await refuses({ ThresholdMetricId: "band" }, /anomaly detection bands are not supported/);
    await refuses({ ComparisonOperator: "GreaterThanUpperThreshold" }, /anomaly detection bands are not supported/);
  });
});
