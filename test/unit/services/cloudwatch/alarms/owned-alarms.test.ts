import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MINUTE_MS, startCloudwatch, type StartedCloudwatch } from "../start-cloudwatch.ts";

const POLICY =
  "arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:1:resource/lambda/function:f:live:policyName/p";
const ALARM = {
  AlarmName: "high",
  AlarmActions: [POLICY],
  Namespace: "N",
  MetricName: "M",
  Statistic: "Average" as const,
  Period: 60,
  EvaluationPeriods: 2,
  Threshold: 3,
  ComparisonOperator: "GreaterThanThreshold" as const,
};

const alarms = async ({ call }: StartedCloudwatch) => (await call("DescribeAlarms", {})).MetricAlarms ?? [];

const measured = (...values: number[]) => values.map((value, minute) => ({ startsAtMs: minute * MINUTE_MS, value }));

describe("the alarms of a service", () => {
  test("are judged by what the service has measured, of enough periods", async () => {
    await using cloudwatch = await startCloudwatch();
    const { serviceAlarms } = cloudwatch;
    await serviceAlarms.keep([ALARM]);
    assert.equal(await serviceAlarms.judge("high", measured(5)), "INSUFFICIENT_DATA");
    assert.equal(await serviceAlarms.judge("high", measured(1, 5, 5)), "ALARM");
    const [alarm] = await alarms(cloudwatch);
    assert.equal(alarm?.StateValue, "ALARM");
    assert.match(alarm.StateReason ?? "", /^Threshold Crossed: 2 out of the last 2 datapoints \[5.0 .*, 5.0 .*\] were/);
    assert.equal(await serviceAlarms.judge("high", measured(5, 5, 2)), "OK");
    assert.equal(await serviceAlarms.judge("high", []), "INSUFFICIENT_DATA");
  });

  test("act", async () => {
    await using cloudwatch = await startCloudwatch();
    await cloudwatch.serviceAlarms.keep([ALARM]);
    await cloudwatch.serviceAlarms.judge("high", measured(5, 5));
    await cloudwatch.actionsTaken();
    assert.deepEqual(cloudwatch.triggered, [{ policyArn: POLICY, alarmName: "high" }]);
  });

  test("are not judged by their metric, also when a user has changed them", async () => {
    await using cloudwatch = await startCloudwatch();
    await cloudwatch.serviceAlarms.keep([ALARM]);
    await cloudwatch.call("PutMetricAlarm", { ...ALARM, EvaluationPeriods: 1 });
    await cloudwatch.put(5);
    await cloudwatch.clock.advance(3 * MINUTE_MS);
    const [alarm] = await alarms(cloudwatch);
    assert.deepEqual([alarm?.EvaluationPeriods, alarm?.StateValue], [1, "INSUFFICIENT_DATA"]);
  });

  test("are those that the service keeps, and no user's", async () => {
    await using cloudwatch = await startCloudwatch();
    await cloudwatch.call("PutMetricAlarm", { ...ALARM, AlarmName: "mine" });
    await cloudwatch.serviceAlarms.keep([ALARM, { ...ALARM, AlarmName: "low" }]);
    await cloudwatch.serviceAlarms.judge("high", measured(5, 5));
    await cloudwatch.serviceAlarms.keep([ALARM]);
    assert.deepEqual(
      (await alarms(cloudwatch)).map(({ AlarmName, StateValue }) => [AlarmName, StateValue]),
      [
        ["high", "ALARM"],
        ["mine", "INSUFFICIENT_DATA"],
      ],
    );
    assert.equal(await cloudwatch.serviceAlarms.judge("mine", measured(5, 5)), undefined);
    assert.equal(await cloudwatch.serviceAlarms.judge("low", measured(5, 5)), undefined);
  });

  test("tell of changes in their history, and of none when nothing changes", async () => {
    await using cloudwatch = await startCloudwatch();
    await cloudwatch.serviceAlarms.keep([ALARM]);
    await cloudwatch.serviceAlarms.keep([ALARM]);
    await cloudwatch.serviceAlarms.keep([{ ...ALARM, Threshold: 4 }]);
    await cloudwatch.serviceAlarms.keep([]);
    const { AlarmHistoryItems = [] } = await cloudwatch.call("DescribeAlarmHistory", {});
    assert.deepEqual(AlarmHistoryItems.map(({ HistorySummary = "" }) => HistorySummary).toSorted(), [
      'Alarm "high" created',
      'Alarm "high" deleted',
      'Alarm "high" updated',
    ]);
  });
});
