import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PutCompositeAlarmInput, StateValue } from "../../../../../src/models/generated/cloudwatch.ts";
import { MINUTE_MS, startCloudwatch, type StartedCloudwatch } from "../start-cloudwatch.ts";
import { THRESHOLD_ALARM } from "../threshold-alarm.ts";

const ARN = "arn:aws:cloudwatch:us-east-1:000000000000:alarm";
const ONCALL = "arn:aws:lambda:us-east-1:000000000000:function:oncall";

const putMetricAlarm = ({ call }: StartedCloudwatch, AlarmName: string) =>
  call("PutMetricAlarm", {
    AlarmName,
    ...THRESHOLD_ALARM,
  });

const put = ({ call }: StartedCloudwatch, AlarmRule: string, settings: Partial<PutCompositeAlarmInput> = {}) =>
  call("PutCompositeAlarm", { AlarmName: "both", AlarmRule, ...settings });

const set = ({ call }: StartedCloudwatch, AlarmName: string, StateValue: StateValue) =>
  call("SetAlarmState", { AlarmName, StateValue, StateReason: "a test" });

const composite = async ({ call }: StartedCloudwatch, AlarmName = "both") => {
  const { CompositeAlarms } = await call("DescribeAlarms", {
    AlarmNames: [AlarmName],
    AlarmTypes: ["CompositeAlarm"],
  });
  return CompositeAlarms?.[0];
};

/** With the metric alarms `a` and `b`. */
const start = async (): Promise<StartedCloudwatch> => {
  const cloudwatch = await startCloudwatch();
  await putMetricAlarm(cloudwatch, "a");
  await putMetricAlarm(cloudwatch, "b");
  return cloudwatch;
};

describe("a composite alarm", () => {
  test("follows the alarms that it watches, and says which one was the last", async () => {
    await using cloudwatch = await start();
    await put(cloudwatch, "ALARM(a) AND ALARM(b)");
    assert.equal((await composite(cloudwatch))?.StateValue, "OK");
    await set(cloudwatch, "a", "ALARM");
    assert.equal((await composite(cloudwatch))?.StateValue, "OK");
    await cloudwatch.clock.advance(1_000);
    await set(cloudwatch, "b", "ALARM");
    const alarm = await composite(cloudwatch);
    assert.equal(alarm?.StateValue, "ALARM");
    assert.equal(alarm.StateReason, `${ARN}:b transitioned to ALARM at Thursday 01 January, 2026 00:00:01 UTC`);
    const { triggeringAlarms } = JSON.parse(alarm.StateReasonData ?? "") as { readonly triggeringAlarms: unknown[] };
    assert.deepEqual(triggeringAlarms, [
      { arn: `${ARN}:a`, state: { value: "ALARM", timestamp: "2026-01-01T00:00:00.000+0000" } },
      { arn: `${ARN}:b`, state: { value: "ALARM", timestamp: "2026-01-01T00:00:01.000+0000" } },
    ]);
    await set(cloudwatch, "a", "OK");
    assert.equal((await composite(cloudwatch))?.StateValue, "OK");
  });

  test("follows their metrics, too", async () => {
    await using cloudwatch = await start();
    await put(cloudwatch, "ALARM(a)");
    await cloudwatch.put(5);
    await cloudwatch.clock.advance(MINUTE_MS);
    assert.equal((await composite(cloudwatch))?.StateValue, "ALARM");
  });

  test("may watch composite alarms", async () => {
    await using cloudwatch = await start();
    await put(cloudwatch, "ALARM(a)", { AlarmName: "z-inner" });
    await put(cloudwatch, "ALARM(b) AND ALARM(z-inner)");
    await set(cloudwatch, "b", "ALARM");
    await set(cloudwatch, "a", "ALARM");
    assert.equal((await composite(cloudwatch))?.StateValue, "ALARM");
  });

  test("ends its round also when alarms watch each other in a circle", async () => {
    await using cloudwatch = await start();
    await put(cloudwatch, "ALARM(a)", { AlarmName: "one" });
    await put(cloudwatch, "NOT ALARM(one)");
    await put(cloudwatch, "ALARM(both)", { AlarmName: "one" });
    assert.notEqual((await composite(cloudwatch))?.StateValue, "INSUFFICIENT_DATA");
  });

  test("invokes functions, with its rule in the event", async () => {
    await using cloudwatch = await start();
    await put(cloudwatch, "ALARM(a)", { AlarmActions: [ONCALL], AlarmDescription: "call" });
    await set(cloudwatch, "a", "ALARM");
    await cloudwatch.actionsTaken();
    const [{ functionArn, event } = assert.fail("nobody was called")] = cloudwatch.invoked;
    assert.equal(functionArn, ONCALL);
    const { alarmData } = JSON.parse(JSON.stringify(event)) as { readonly alarmData: Record<string, unknown> };
    assert.deepEqual(alarmData["configuration"], { description: "call", alarmRule: "ALARM(a)" });
  });

  test("is described where it is asked for, with its relatives, and has a history of its own kind", async () => {
    await using cloudwatch = await start();
    const { call } = cloudwatch;
    await put(cloudwatch, `ALARM("${ARN}:a")`, { Tags: [{ Key: "team", Value: "core" }] });
    assert.deepEqual((await call("DescribeAlarms", {})).CompositeAlarms, []);
    const children = await call("DescribeAlarms", { ChildrenOfAlarmName: "both" });
    assert.deepEqual(
      children.MetricAlarms?.map(({ AlarmName, Threshold }) => [AlarmName, Threshold]),
      [["a", undefined]],
    );
    const parents = await call("DescribeAlarms", { ParentsOfAlarmName: "a" });
    assert.deepEqual(
      parents.CompositeAlarms?.map(({ AlarmName }) => AlarmName),
      ["both"],
    );
    const { AlarmHistoryItems } = await call("DescribeAlarmHistory", {
      AlarmTypes: ["CompositeAlarm"],
      ScanBy: "TimestampAscending",
    });
    assert.deepEqual(
      AlarmHistoryItems?.map(({ AlarmType, HistorySummary }) => [AlarmType, HistorySummary]),
      [
        ["CompositeAlarm", 'Alarm "both" created'],
        ["CompositeAlarm", "Alarm updated from INSUFFICIENT_DATA to OK"],
      ],
    );
    const { Tags } = await call("ListTagsForResource", { ResourceARN: `${ARN}:both` });
    assert.deepEqual(Tags, [{ Key: "team", Value: "core" }]);
  });

  test("takes an alarm that was deleted for one without enough data", async () => {
    await using cloudwatch = await start();
    await put(cloudwatch, "INSUFFICIENT_DATA(a)");
    await set(cloudwatch, "a", "OK");
    assert.equal((await composite(cloudwatch))?.StateValue, "OK");
    await cloudwatch.call("DeleteAlarms", { AlarmNames: ["a"] });
    await cloudwatch.clock.advance(MINUTE_MS);
    assert.equal((await composite(cloudwatch))?.StateValue, "ALARM");
  });

  test("has a name that no metric alarm has", async () => {
    await using cloudwatch = await start();
    await put(cloudwatch, "ALARM(b)");
    await assert.rejects(put(cloudwatch, "ALARM(b)", { AlarmName: "a" }), { code: "ValidationError" });
    await assert.rejects(putMetricAlarm(cloudwatch, "both"), { code: "ValidationError" });
  });

  test("is refused with a rule that is none, and over alarms that are not there", async () => {
    await using cloudwatch = await start();
    await assert.rejects(put(cloudwatch, "ALARM(a"), {
      code: "ValidationError",
      message: "Invalid AlarmRule: ALARM(a",
    });
    await assert.rejects(put(cloudwatch, "ALARM(a) OR OK(none)"), {
      message: "Could not save the composite alarm as alarms [none] in the alarm rule do not exist",
    });
  });
});
