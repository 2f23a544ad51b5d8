import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { type Logger, silentLogger } from "../../../../../src/base/log.ts";
import { OperatorError } from "../../../../../src/base/operator-error.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";
import { temporaryDirectory } from "../../../../support/temporary-directory.ts";
import { HOUR_MS, MINUTE_MS, startCloudwatch, type StartedCloudwatch } from "../start-cloudwatch.ts";
import { THRESHOLD_ALARM } from "../threshold-alarm.ts";

const ONCALL = "arn:aws:sns:us-east-1:000000000000:oncall";
const OTHERS = "arn:aws:sns:us-east-1:000000000000:others";
const OUT_OF_REACH = new Error("connect ECONNREFUSED 127.0.0.1:9911");

const putAlarm = ({ call }: StartedCloudwatch, AlarmActions: string[], AlarmName = "high") =>
  call("PutMetricAlarm", {
    AlarmName,
    ...THRESHOLD_ALARM,
    TreatMissingData: "ignore",
    AlarmActions,
  });

const goOff = async ({ call }: StartedCloudwatch, AlarmName = "high"): Promise<void> => {
  await call("SetAlarmState", { AlarmName, StateValue: "ALARM", StateReason: "a test" });
};

const actionItems = async ({ call }: StartedCloudwatch) => {
  const { AlarmHistoryItems = [] } = await call("DescribeAlarmHistory", { HistoryItemType: "Action" });
  return AlarmHistoryItems;
};

/** Lets what was started come to its end, or to where it hangs. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await setImmediate();
};

describe("the actions of an alarm", () => {
  test("are told in its history with what was sent, as AWS tells them", async () => {
    await using cloudwatch = await startCloudwatch();
    await putAlarm(cloudwatch, [ONCALL]);
    await goOff(cloudwatch);
    await cloudwatch.actionsTaken();
    const [item] = await actionItems(cloudwatch);
    assert.equal(item?.HistorySummary, `Successfully executed action ${ONCALL}`);
    assert.deepEqual(JSON.parse(item?.HistoryData ?? ""), {
      error: null,
      actionState: "Succeeded",
      notificationResource: ONCALL,
      stateUpdateTimestamp: Date.UTC(2026, 0, 1),
      publishedMessage: JSON.stringify({ default: cloudwatch.published[0]?.message }),
    });
  });

  test("are tried again while what they tell is out of reach, and told once they are taken", async () => {
    await using cloudwatch = await startCloudwatch();
    cloudwatch.topics.failures.set(ONCALL, OUT_OF_REACH);
    await putAlarm(cloudwatch, [ONCALL]);
    await goOff(cloudwatch);
    await cloudwatch.actionsTaken();
    await cloudwatch.clock.advance(1_000);
    await cloudwatch.actionsTaken();
    assert.equal(cloudwatch.topics.attempts.get(ONCALL), 2);
    assert.deepEqual(await actionItems(cloudwatch), []);
    cloudwatch.topics.failures.clear();
    await cloudwatch.clock.advance(2_000);
    await cloudwatch.actionsTaken();
    assert.equal(cloudwatch.published.length, 1);
    const [item] = await actionItems(cloudwatch);
    assert.equal(item?.HistorySummary, `Successfully executed action ${ONCALL}`);
    assert.equal(item?.Timestamp?.getTime(), Date.UTC(2026, 0, 1) + 3_000);
  });

  test("are given up after an hour, with the reason", async () => {
    await using cloudwatch = await startCloudwatch();
    cloudwatch.topics.failures.set(ONCALL, OUT_OF_REACH);
    await putAlarm(cloudwatch, [ONCALL]);
    await goOff(cloudwatch);
    for (let minute = 0; minute < 61; minute += 1) {
      await cloudwatch.actionsTaken();
      await cloudwatch.clock.advance(MINUTE_MS);
    }
    await cloudwatch.actionsTaken();
    const attempts = cloudwatch.topics.attempts.get(ONCALL) ?? 0;
    assert.ok(attempts > 10, `${attempts} attempts`);
    const [item] = await actionItems(cloudwatch);
    assert.equal(
      item?.HistorySummary,
      `Failed to execute action ${ONCALL}. Received error: "connect ECONNREFUSED 127.0.0.1:9911"`,
    );
    assert.partialDeepStrictEqual(JSON.parse(item?.HistoryData ?? ""), {
      error: OUT_OF_REACH.message,
      actionState: "Failed",
      publishedMessage: null,
    });
    await cloudwatch.clock.advance(HOUR_MS);
    assert.equal(cloudwatch.topics.attempts.get(ONCALL), attempts);
  });

  test("are not tried again where they are refused, or the operator has to mend something", async () => {
    await using cloudwatch = await startCloudwatch();
    const notServed = new OperatorError({ code: "DESTINATION_NOT_SERVED", message: "No topics here.", remedy: "" });
    cloudwatch.topics.failures.set(ONCALL, notServed);
    await putAlarm(cloudwatch, [ONCALL]);
    await goOff(cloudwatch);
    await cloudwatch.actionsTaken();
    const [item] = await actionItems(cloudwatch);
    assert.equal(item?.HistorySummary, `Failed to execute action ${ONCALL}. Received error: "No topics here."`);
    await cloudwatch.clock.advance(HOUR_MS);
    assert.equal(cloudwatch.topics.attempts.get(ONCALL), 1);
  });

  test("are told to the operator where they fail, once and for all too", async () => {
    const warnings: unknown[] = [];
    const logger: Logger = Object.assign(Object.create(silentLogger) as Logger, {
      warn: (fields: { readonly alarm: string }, text: string) => void warnings.push([fields.alarm, text]),
    });
    await using cloudwatch = await startCloudwatch({ logger });
    const gone = "arn:aws:lambda:us-east-1:000000000000:function:gone";
    await putAlarm(cloudwatch, [gone]);
    await goOff(cloudwatch);
    await cloudwatch.actionsTaken();
    assert.deepEqual(warnings, [["high", "an alarm's action failed; it is not tried again"]]);
  });

  test("do not wait for one that hangs, which is broken off and tried again", async () => {
    await using cloudwatch = await startCloudwatch();
    cloudwatch.topics.hanging.add(ONCALL);
    await putAlarm(cloudwatch, [ONCALL, OTHERS]);
    await goOff(cloudwatch);
    await settle();
    assert.deepEqual(
      cloudwatch.published.map(({ topicArn }) => topicArn),
      [OTHERS],
    );
    await cloudwatch.clock.advance(10_000);
    await settle();
    cloudwatch.topics.hanging.clear();
    await cloudwatch.clock.advance(1_000);
    await cloudwatch.actionsTaken();
    assert.deepEqual(
      cloudwatch.published.map(({ topicArn }) => topicArn),
      [OTHERS, ONCALL],
    );
  });

  test("are taken a few at once for one topic, and others' meanwhile", async () => {
    await using cloudwatch = await startCloudwatch();
    cloudwatch.topics.hanging.add(ONCALL);
    for (const AlarmName of ["a", "b", "c", "d", "e", "f"]) {
      await putAlarm(cloudwatch, [ONCALL], AlarmName);
      await goOff(cloudwatch, AlarmName);
    }
    await putAlarm(cloudwatch, [OTHERS], "other");
    await goOff(cloudwatch, "other");
    await settle();
    assert.equal(cloudwatch.topics.attempts.get(ONCALL), 4);
    assert.equal(cloudwatch.topics.attempts.get(OTHERS), 1);
    await cloudwatch.clock.advance(10_000);
    await settle();
    assert.equal(cloudwatch.topics.attempts.get(ONCALL), 6);
  });

  test("are taken by the next server when the first ends before", async () => {
    using directory = temporaryDirectory();
    const clock = new FakeClock();
    {
      await using cloudwatch = await startCloudwatch({ directory: directory.path, clock });
      cloudwatch.topics.hanging.add(ONCALL);
      await putAlarm(cloudwatch, [ONCALL]);
      await goOff(cloudwatch);
      await settle();
      assert.equal(cloudwatch.topics.attempts.get(ONCALL), 1);
    }
    await using cloudwatch = await startCloudwatch({ directory: directory.path, clock });
    await cloudwatch.actionsTaken();
    assert.equal(cloudwatch.published.length, 1);
    const [item] = await actionItems(cloudwatch);
    assert.equal(item?.HistorySummary, `Successfully executed action ${ONCALL}`);
  });
});
