import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MemoryGauge } from "../../../../../src/services/lambda/invoke/memory-gauge.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";

/** A gauge of a sandbox whose peak is told here, and which counts how often it was asked. */
const start = () => {
  const clock = new FakeClock();
  const sandbox = { peakMiB: 40, readings: 0 };
  const peakMemoryMiB = async () => {
    sandbox.readings += 1;
    return sandbox.peakMiB;
  };
  return { clock, sandbox, gauge: new MemoryGauge({ peakMemoryMiB }, clock) };
};

describe("the memory that invocations used", () => {
  test("is read once for all invocations of 50 ms", async () => {
    const { clock, sandbox, gauge } = start();
    assert.equal(await gauge.read(), 40);
    sandbox.peakMiB = 50;
    await clock.advance(49);
    assert.equal(gauge.read(), 40);
    await clock.advance(1);
    assert.equal(await gauge.read(), 50);
  });

  test("is read more and more seldom while it stays the same, and no less than once a second", async () => {
    const { clock, sandbox, gauge } = start();
    await gauge.read();
    await clock.advance(50);
    await gauge.read();
    await clock.advance(99);
    await gauge.read();
    assert.equal(sandbox.readings, 2);
    await clock.advance(1);
    await gauge.read();
    assert.equal(sandbox.readings, 3);
    await clock.advance(1_000);
    await gauge.read();
    await clock.advance(1_000);
    await gauge.read();
    await clock.advance(1_000);
    await gauge.read();
    await clock.advance(1_000);
    await gauge.read();
    assert.equal(sandbox.readings, 7);
  });

  test("is read often again once it has changed", async () => {
    const { clock, sandbox, gauge } = start();
    await gauge.read();
    await clock.advance(50);
    await gauge.read();
    sandbox.peakMiB = 60;
    await clock.advance(100);
    await gauge.read();
    await clock.advance(50);
    await gauge.read();
    assert.equal(sandbox.readings, 4);
  });
});
