import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { TaskGroup } from "../../../../../../src/base/task-group.ts";
import type { Delivery } from "../../../../../../src/services/lambda/extensions/telemetry/delivery.ts";
import { telemetryDialect } from "../../../../../../src/services/lambda/extensions/telemetry/dialect.ts";
import { Subscriber } from "../../../../../../src/services/lambda/extensions/telemetry/subscriber.ts";
import type { TelemetryType } from "../../../../../../src/services/lambda/extensions/telemetry/telemetry-event.ts";
import { FakeClock } from "../../../../../support/fake-clock.ts";

/** Keeps the batches; fails or holds them when a test says so. */
class FakeDelivery implements Delivery {
  readonly batches: string[][] = [];
  failures = 0;
  gate: Promise<void> = Promise.resolve();
  isDisposed = false;

  async send(events: readonly string[]): Promise<void> {
    await this.gate;
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error("nobody listens");
    }
    this.batches.push(events.map((event) => String((JSON.parse(event) as { record: unknown }).record)));
  }

  [Symbol.dispose](): void {
    this.isDisposed = true;
  }
}

const subscriberOf = (context: TestContext, types: readonly TelemetryType[] = ["platform", "function"]) => {
  const clock = new FakeClock();
  const delivery = new FakeDelivery();
  const tasks = new TaskGroup(() => {});
  const buffering = { maxItems: 1_000, maxBytes: 262_144, timeoutMs: 100 };
  const destination = { protocol: "TCP", port: 1 } as const;
  const dialect = telemetryDialect({ wantsObjects: false });
  const subscriber = new Subscriber({ types, buffering, destination, dialect }, delivery, { clock, tasks });
  context.after(() => subscriber[Symbol.dispose]());
  const push = (record: unknown, count = 1) => {
    for (let pushed = 0; pushed < count; pushed++) subscriber.push({ timeMs: 0, type: "function", record });
  };
  return { clock, delivery, subscriber, push };
};

describe("a subscriber", () => {
  test("gets a batch when its first event is old enough", async (context) => {
    const { clock, delivery, push } = subscriberOf(context);
    push("one");
    await clock.advance(60);
    push("two");
    assert.deepEqual(delivery.batches, []);
    await clock.advance(40);
    assert.deepEqual(delivery.batches, [["one", "two"]]);
    assert.equal(clock.pending, 0);
  });

  test("gets a batch when it has as many events as it may", async (context) => {
    const { clock, delivery, push } = subscriberOf(context);
    push("x", 1_000);
    await clock.advance(0);
    assert.equal(delivery.batches[0]?.length, 1_000);
  });

  test("gets a batch when it is as large as it may be", async (context) => {
    const { clock, delivery, push } = subscriberOf(context);
    push("x".repeat(100_000), 3);
    await clock.advance(0);
    assert.equal(delivery.batches[0]?.length, 3);
  });

  test("gets what there is when it is flushed", async (context) => {
    const { clock, delivery, subscriber, push } = subscriberOf(context);
    push("one");
    subscriber.flush();
    await clock.advance(0);
    assert.deepEqual(delivery.batches, [["one"]]);
  });

  test("gets the streams that it asked for", async (context) => {
    const { clock, delivery, subscriber, push } = subscriberOf(context, ["extension"]);
    push("of the function");
    subscriber.push({ timeMs: 0, type: "extension", record: "of an extension" });
    await clock.advance(100);
    assert.deepEqual(delivery.batches, [["of an extension"]]);
  });

  test("gets a batch again that did not arrive, later each time", async (context) => {
    const { clock, delivery, push } = subscriberOf(context);
    delivery.failures = 3;
    push("one");
    await clock.advance(100);
    await clock.advance(25 + 50);
    assert.deepEqual(delivery.batches, []);
    await clock.advance(100);
    assert.deepEqual(delivery.batches, [["one"]]);
  });

  test("is told what it missed when it does not listen for long", async (context) => {
    const { clock, delivery, push } = subscriberOf(context);
    delivery.failures = 9;
    push("lost");
    await clock.advance(100 + 6_375 + 100);
    assert.deepEqual(delivery.batches, [["[object Object]"]]);
  });

  test("that does not read costs two batches and no more, and is told how much it missed", async (context) => {
    const { clock, delivery, push } = subscriberOf(context);
    const gate = Promise.withResolvers<void>();
    delivery.gate = gate.promise;
    push("on its way", 1_000);
    push("gathered", 1_000);
    push("dropped", 5);
    const told: string[] = [];
    delivery.send = async (events) => {
      await gate.promise;
      told.push(...events);
    };
    gate.resolve();
    await clock.advance(200);
    const dropped = told.map((event) => JSON.parse(event) as { type: string; record: unknown }).at(-1);
    assert.deepEqual(dropped?.type, "platform.logsDropped");
    assert.deepEqual(dropped?.record, {
      reason: "Consumer seems to have fallen behind as it has not acknowledged receipt of logs.",
      droppedRecords: 5,
      droppedBytes: 5 * '{"time":"1970-01-01T00:00:00.000Z","type":"function","record":"dropped"}'.length,
    });
  });

  test("gets nothing once its environment is gone", async (context) => {
    const { clock, delivery, subscriber, push } = subscriberOf(context);
    push("one");
    subscriber[Symbol.dispose]();
    push("two");
    await clock.advance(1_000);
    assert.deepEqual(delivery.batches, []);
    assert.equal(delivery.isDisposed, true);
    assert.equal(clock.pending, 0);
  });
});
