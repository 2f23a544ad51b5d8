import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { ServiceException } from "../../../../src/aws/service-exception.ts";
import { startAutoscaling, TARGET } from "./start-autoscaling.ts";

const NAME =
  "service namespace: lambda, resource ID: function:hello:live, scalable dimension: lambda:function:ProvisionedConcurrency";
const HOUR_MS = 3_600_000;

/** A target from 0 to 10. */
const start = async () => {
  const autoscaling = await startAutoscaling();
  await autoscaling.call("RegisterScalableTarget", { ...TARGET, MinCapacity: 0, MaxCapacity: 10 });
  return autoscaling;
};

const action = (Schedule: string, ScalableTargetAction: { MinCapacity?: number; MaxCapacity?: number }) => ({
  ...TARGET,
  ScheduledActionName: "morning",
  Schedule,
  ScalableTargetAction,
});

describe("PutScheduledAction", () => {
  test("keeps what is asked for", async () => {
    await using autoscaling = await start();
    await autoscaling.call("PutScheduledAction", {
      ...action("cron(0 8 ? * MON-FRI *)", { MinCapacity: 2, MaxCapacity: 4 }),
      Timezone: "Europe/Berlin",
      EndTime: new Date("2027-01-01T00:00:00Z"),
    });
    const { ScheduledActions = [] } = await autoscaling.call("DescribeScheduledActions", {
      ServiceNamespace: "lambda",
    });
    const [found] = ScheduledActions;
    assert.match(
      found?.ScheduledActionARN ?? "",
      /^arn:aws:autoscaling:us-east-1:000000000000:scheduledAction:[\w-]{36}:resource\/lambda\/function:hello:live:scheduledActionName\/morning$/,
    );
    assert.partialDeepStrictEqual(found, {
      ...TARGET,
      ScheduledActionName: "morning",
      Schedule: "cron(0 8 ? * MON-FRI *)",
      Timezone: "Europe/Berlin",
      EndTime: new Date("2027-01-01T00:00:00Z"),
      ScalableTargetAction: { MinCapacity: 2, MaxCapacity: 4 },
    });
  });

  test("changes what is named; start and end go", async () => {
    await using autoscaling = await start();
    const EndTime = new Date("2027-01-01T00:00:00Z");
    await autoscaling.call("PutScheduledAction", { ...action("rate(1 day)", { MinCapacity: 2 }), EndTime });
    await autoscaling.call("PutScheduledAction", {
      ...TARGET,
      ScheduledActionName: "morning",
      ScalableTargetAction: { MinCapacity: 3 },
    });
    const { ScheduledActions = [] } = await autoscaling.call("DescribeScheduledActions", {
      ServiceNamespace: "lambda",
    });
    assert.equal(ScheduledActions[0]?.Schedule, "rate(1 day)");
    assert.equal(ScheduledActions[0]?.EndTime, undefined);
    assert.equal(ScheduledActions[0]?.ScalableTargetAction?.MinCapacity, 3);
  });

  test("needs a target, and a schedule that makes sense", async () => {
    await using autoscaling = await startAutoscaling();
    const limits = { MinCapacity: 1 };
    await assert.rejects(autoscaling.call("PutScheduledAction", action("rate(1 day)", limits)), {
      code: "ObjectNotFoundException",
      message: `No scalable target registered for ${NAME}`,
    });
    await autoscaling.call("RegisterScalableTarget", { ...TARGET, MinCapacity: 0, MaxCapacity: 10 });
    const invalid = { code: "ValidationException" };
    await assert.rejects(autoscaling.call("PutScheduledAction", action("cron(daily)", limits)), invalid);
    await assert.rejects(autoscaling.call("PutScheduledAction", action("at(2020-01-01T00:00:00)", limits)), invalid);
    await assert.rejects(autoscaling.call("PutScheduledAction", action("rate(1 day)", {})), invalid);
    await assert.rejects(
      autoscaling.call("PutScheduledAction", { ...action("rate(1 day)", limits), Timezone: "Mars/Olympus" }),
      invalid,
    );
  });
});

describe("a scheduled action", () => {
  test("sets the target's limits, and the capacity where it is out of them", async () => {
    await using autoscaling = await start();
    await autoscaling.call("PutScheduledAction", action("at(2026-01-01T01:00:00)", { MinCapacity: 3 }));
    await autoscaling.clock.advance(HOUR_MS - 1);
    await autoscaling.runDue();
    assert.equal(autoscaling.concurrency.reading.capacity, 0);
    await autoscaling.clock.advance(1);
    await autoscaling.runDue();
    assert.equal(autoscaling.concurrency.reading.capacity, 3);
    const { ScalableTargets = [] } = await autoscaling.call("DescribeScalableTargets", { ServiceNamespace: "lambda" });
    assert.partialDeepStrictEqual(ScalableTargets[0], { MinCapacity: 3, MaxCapacity: 10 });
    const { ScalingActivities = [] } = await autoscaling.call("DescribeScalingActivities", {
      ServiceNamespace: "lambda",
    });
    const done = ScalingActivities.map(({ Description, Cause, StatusCode }) => `${Description} ${Cause} ${StatusCode}`);
    assert.deepEqual(
      new Set(done),
      new Set([
        "Setting min capacity to 3 and max capacity to 10. scheduled action name morning was triggered Successful",
        "Setting desired concurrency to 3. scheduled action name morning was triggered Successful",
      ]),
    );
  });

  test("takes capacity away, too, and lowers a minimum that is in its way", async () => {
    await using autoscaling = await start();
    await autoscaling.call("RegisterScalableTarget", { ...TARGET, MinCapacity: 2, MaxCapacity: 10 });
    autoscaling.concurrency.reading = { capacity: 5, available: 5, busyMs: 0, peakBusy: 0 };
    await autoscaling.call("PutScheduledAction", action("at(2026-01-01T01:00:00)", { MaxCapacity: 0 }));
    await autoscaling.clock.advance(HOUR_MS);
    await autoscaling.runDue();
    assert.equal(autoscaling.concurrency.reading.capacity, 0);
  });

  test("that was missed is made up for once, and goes on in its rhythm", async () => {
    await using autoscaling = await start();
    await autoscaling.call("PutScheduledAction", action("rate(1 hour)", { MinCapacity: 1 }));
    await autoscaling.clock.advance(5 * HOUR_MS + 1);
    await autoscaling.runDue();
    autoscaling.concurrency.reading = { capacity: 0, available: 0, busyMs: 0, peakBusy: 0 };
    await autoscaling.runDue();
    assert.equal(autoscaling.concurrency.reading.capacity, 0);
    await autoscaling.clock.advance(HOUR_MS - 1);
    await autoscaling.runDue();
    assert.equal(autoscaling.concurrency.reading.capacity, 1);
  });

  test("is left out while scheduled scaling is suspended", async () => {
    await using autoscaling = await start();
    await autoscaling.call("PutScheduledAction", action("at(2026-01-01T01:00:00)", { MinCapacity: 3 }));
    await autoscaling.call("RegisterScalableTarget", {
      ...TARGET,
      SuspendedState: { ScheduledScalingSuspended: true },
    });
    await autoscaling.clock.advance(HOUR_MS);
    await autoscaling.runDue();
    assert.equal(autoscaling.concurrency.reading.capacity, 0);
  });

  test("that Lambda refuses is an activity that failed", async () => {
    await using autoscaling = await start();
    autoscaling.concurrency.refusal = new ServiceException({ code: "Refused", message: "No more.", statusCode: 400 });
    await autoscaling.call("PutScheduledAction", action("at(2026-01-01T01:00:00)", { MinCapacity: 3 }));
    await autoscaling.clock.advance(HOUR_MS);
    await autoscaling.runDue();
    const { ScalingActivities = [] } = await autoscaling.call("DescribeScalingActivities", {
      ServiceNamespace: "lambda",
    });
    const failed = ScalingActivities.find(({ StatusCode }) => StatusCode === "Failed");
    assert.equal(failed?.StatusMessage, "Failed to set desired concurrency to 3. Reason: No more.");
  });

  test("of an alias that is gone is an activity that failed", async () => {
    await using autoscaling = await start();
    await autoscaling.call("PutScheduledAction", action("at(2026-01-01T01:00:00)", { MinCapacity: 3 }));
    autoscaling.concurrency.isGone = true;
    await autoscaling.clock.advance(HOUR_MS);
    await autoscaling.runDue();
    const { ScalingActivities = [] } = await autoscaling.call("DescribeScalingActivities", {
      ServiceNamespace: "lambda",
    });
    const failed = ScalingActivities.find(({ StatusCode }) => StatusCode === "Failed");
    assert.equal(failed?.StatusMessage, "Failed to set desired concurrency. Reason: Function not found: hello:live");
  });

  test("is removed by name", async () => {
    await using autoscaling = await start();
    await autoscaling.call("PutScheduledAction", action("rate(1 hour)", { MinCapacity: 1 }));
    await autoscaling.call("DeleteScheduledAction", { ...TARGET, ScheduledActionName: "morning" });
    await assert.rejects(autoscaling.call("DeleteScheduledAction", { ...TARGET, ScheduledActionName: "morning" }), {
      code: "ObjectNotFoundException",
      message: `No scheduled action found for ${NAME}, scheduled action name: morning`,
    });
  });
});

/** How long it sleeps on the clock of the test, milliseconds. */
const sleep = async ({ nextDue, clock }: Awaited<ReturnType<typeof start>>, meanwhile?: () => Promise<unknown>) => {
  const fromMs = clock.nowMs();
  const slept = nextDue().then(() => clock.nowMs() - fromMs);
  await setImmediate();
  await meanwhile?.();
  await setImmediate();
  await clock.advance(20_000);
  await setImmediate();
  await clock.advance(40_000);
  return slept;
};

describe("whoever carries out scheduled actions", () => {
  test("sleeps until the next is due, a minute at most", async () => {
    await using autoscaling = await start();
    assert.equal(await sleep(autoscaling), 60_000);
    const inTwenty = new Date(autoscaling.clock.nowMs() + 20_000).toISOString().slice(0, 19);
    await autoscaling.call("PutScheduledAction", action(`at(${inTwenty})`, { MinCapacity: 2 }));
    assert.equal(await sleep(autoscaling), 20_000);
  });

  test("wakes up when there is another one", async () => {
    await using autoscaling = await start();
    const put = () => autoscaling.call("PutScheduledAction", action("rate(1 day)", { MinCapacity: 2 }));
    assert.equal(await sleep(autoscaling, put), 0);
  });
});
