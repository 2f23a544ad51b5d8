import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PutCompositeAlarmInput, StateValue } from "../../../../../src/models/generated/cloudwatch.ts";
import { startCloudwatch, type StartedCloudwatch } from "../start-cloudwatch.ts";
import { THRESHOLD_ALARM } from "../threshold-alarm.ts";

const ONCALL = "arn:aws:lambda:us-east-1:000000000000:function:oncall";
const ALL_CLEAR = "arn:aws:lambda:us-east-1:000000000000:function:all-clear";
const SUPPRESSED: PutCompositeAlarmInput = {
  AlarmName: "shop",
  AlarmRule: "ALARM(errors)",
  AlarmActions: [ONCALL],
  OKActions: [ALL_CLEAR],
  ActionsSuppressor: "maintenance",
  ActionsSuppressorWaitPeriod: 120,
  ActionsSuppressorExtensionPeriod: 180,
};

const putMetricAlarm = ({ call }: StartedCloudwatch, AlarmName: string) =>
  call("PutMetricAlarm", {
    AlarmName,
    ...THRESHOLD_ALARM,
    TreatMissingData: "ignore",
  });

/** An alarm `shop` over `errors`, whose actions `maintenance` suppresses. */
const start = async (settings: Partial<PutCompositeAlarmInput> = {}): Promise<StartedCloudwatch> => {
  const cloudwatch = await startCloudwatch();
  await putMetricAlarm(cloudwatch, "errors");
  await putMetricAlarm(cloudwatch, "maintenance");
  await set(cloudwatch, "errors", "OK");
  await set(cloudwatch, "maintenance", "OK");
  await cloudwatch.call("PutCompositeAlarm", { ...SUPPRESSED, AlarmRule: "FALSE" });
  await cloudwatch.clock.advance(130_000);
  await cloudwatch.actionsTaken();
  cloudwatch.invoked.length = 0;
  await cloudwatch.call("PutCompositeAlarm", { ...SUPPRESSED, ...settings });
  return cloudwatch;
};

const set = async ({ call }: StartedCloudwatch, AlarmName: string, StateValue: StateValue): Promise<void> => {
  await call("SetAlarmState", { AlarmName, StateValue, StateReason: "a test" });
};

const suppressionOf = async ({ call }: StartedCloudwatch) => {
  const { CompositeAlarms } = await call("DescribeAlarms", { AlarmTypes: ["CompositeAlarm"] });
  const { StateValue, ActionsSuppressedBy, ActionsSuppressedReason } = CompositeAlarms?.[0] ?? {};
  return [StateValue, ActionsSuppressedBy, ActionsSuppressedReason];
};

/** Whom the alarm called. */
const calledBy = async (cloudwatch: StartedCloudwatch): Promise<readonly string[]> => {
  await cloudwatch.actionsTaken();
  return cloudwatch.invoked.map(({ functionArn }) => functionArn);
};

describe("a composite alarm with a suppressor", () => {
  test("waits for the suppressor to go off, and acts when it does not", async () => {
    await using cloudwatch = await start();
    await set(cloudwatch, "errors", "ALARM");
    assert.deepEqual(await suppressionOf(cloudwatch), ["ALARM", "WaitPeriod", "Actions suppressed by WaitPeriod"]);
    await cloudwatch.clock.advance(110_000);
    assert.deepEqual(await calledBy(cloudwatch), []);
    await cloudwatch.clock.advance(10_000);
    assert.deepEqual(await calledBy(cloudwatch), [ONCALL]);
    assert.deepEqual(await suppressionOf(cloudwatch), ["ALARM", undefined, undefined]);
  });

  test("tells those it calls late what held it back, as AWS does", async () => {
    await using cloudwatch = await start();
    await set(cloudwatch, "errors", "ALARM");
    await cloudwatch.clock.advance(120_000);
    await cloudwatch.actionsTaken();
    const { alarmData } = JSON.parse(JSON.stringify(cloudwatch.invoked[0]?.event)) as {
      readonly alarmData: Record<string, Record<string, unknown>>;
    };
    const { state = {}, previousState = {}, configuration } = alarmData;
    assert.deepEqual([state["value"], previousState["value"]], ["ALARM", "ALARM"]);
    assert.deepEqual(
      [state["timestamp"], previousState["timestamp"]],
      ["2026-01-01T00:04:10.000+0000", "2026-01-01T00:02:10.000+0000"],
    );
    assert.equal(state["actionsSuppressedBy"], undefined);
    assert.equal(previousState["actionsSuppressedBy"], "WaitPeriod");
    assert.equal(previousState["actionsSuppressedReason"], "Actions suppressed by WaitPeriod");
    assert.deepEqual(configuration, {
      alarmRule: "ALARM(errors)",
      actionsSuppressor: "maintenance",
      actionsSuppressorWaitPeriod: 120,
      actionsSuppressorExtensionPeriod: 180,
    });
  });

  test("takes no actions while the suppressor is off, nor in the time after that", async () => {
    await using cloudwatch = await start();
    await set(cloudwatch, "errors", "ALARM");
    await set(cloudwatch, "maintenance", "ALARM");
    assert.deepEqual(await suppressionOf(cloudwatch), ["ALARM", "Alarm", "Actions suppressed by Alarm"]);
    await cloudwatch.clock.advance(600_000);
    assert.deepEqual(await calledBy(cloudwatch), []);
    await set(cloudwatch, "maintenance", "OK");
    assert.deepEqual(await suppressionOf(cloudwatch), [
      "ALARM",
      "ExtensionPeriod",
      "Actions suppressed by ExtensionPeriod",
    ]);
    await cloudwatch.clock.advance(170_000);
    assert.deepEqual(await calledBy(cloudwatch), []);
    await cloudwatch.clock.advance(10_000);
    assert.deepEqual(await calledBy(cloudwatch), [ONCALL]);
  });

  test("takes none at all when it is back in its state by then", async () => {
    await using cloudwatch = await start();
    await set(cloudwatch, "maintenance", "ALARM");
    await set(cloudwatch, "errors", "ALARM");
    await set(cloudwatch, "maintenance", "OK");
    await set(cloudwatch, "errors", "OK");
    await cloudwatch.clock.advance(600_000);
    assert.deepEqual(await calledBy(cloudwatch), []);
    assert.deepEqual(await suppressionOf(cloudwatch), ["OK", undefined, undefined]);
  });

  test("is suppressed again when the suppressor goes off again", async () => {
    await using cloudwatch = await start();
    await set(cloudwatch, "maintenance", "ALARM");
    await set(cloudwatch, "errors", "ALARM");
    await set(cloudwatch, "maintenance", "OK");
    await cloudwatch.clock.advance(60_000);
    await set(cloudwatch, "maintenance", "ALARM");
    await cloudwatch.clock.advance(600_000);
    assert.deepEqual(await calledBy(cloudwatch), []);
  });

  test("acts on what became of it since it acted last", async () => {
    await using cloudwatch = await start({ ActionsSuppressorWaitPeriod: 0, ActionsSuppressorExtensionPeriod: 0 });
    await set(cloudwatch, "errors", "ALARM");
    assert.deepEqual(await calledBy(cloudwatch), [ONCALL]);
    await set(cloudwatch, "maintenance", "ALARM");
    await set(cloudwatch, "errors", "OK");
    assert.deepEqual(await calledBy(cloudwatch), [ONCALL]);
    await set(cloudwatch, "maintenance", "OK");
    assert.deepEqual(await calledBy(cloudwatch), [ONCALL, ALL_CLEAR]);
  });

  test("acts when it loses its suppressor", async () => {
    await using cloudwatch = await start();
    await set(cloudwatch, "maintenance", "ALARM");
    await set(cloudwatch, "errors", "ALARM");
    const { AlarmName, AlarmRule, AlarmActions } = SUPPRESSED;
    await cloudwatch.call("PutCompositeAlarm", { AlarmName, AlarmRule, AlarmActions });
    assert.deepEqual(await calledBy(cloudwatch), [ONCALL]);
  });

  test("tells what holds it back in its history, too", async () => {
    await using cloudwatch = await start();
    await set(cloudwatch, "errors", "ALARM");
    const { AlarmHistoryItems } = await cloudwatch.call("DescribeAlarmHistory", {
      AlarmTypes: ["CompositeAlarm"],
      HistoryItemType: "StateUpdate",
    });
    const { newState } = JSON.parse(AlarmHistoryItems?.[0]?.HistoryData ?? "") as { readonly newState: object };
    assert.partialDeepStrictEqual(newState, {
      stateValue: "ALARM",
      actionsSuppressedBy: "WaitPeriod",
      actionsSuppressedReason: "Actions suppressed by WaitPeriod",
    });
  });

  test("is refused with half of what makes one", async () => {
    await using cloudwatch = await start();
    const refuses = (change: Partial<PutCompositeAlarmInput>, message: RegExp) =>
      assert.rejects(cloudwatch.call("PutCompositeAlarm", { ...SUPPRESSED, ...change }), {
        code: "ValidationError",
        message,
      });
    await refuses({ ActionsSuppressorWaitPeriod: undefined }, /given together/);
    await refuses({ ActionsSuppressor: undefined }, /given together/);
    await refuses({ ActionsSuppressor: "shop" }, /cannot be its own/);
    await refuses({ ActionsSuppressor: "unknown" }, /its ActionsSuppressor unknown does not exist/);
    await refuses({ ActionsSuppressorWaitPeriod: -1 }, /cannot be negative/);
  });
});
