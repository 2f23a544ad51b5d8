import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Processors, type ProcessorTimes } from "../../../../../src/services/lambda/async/processors.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";

describe("the processors of a host", () => {
  test("are busy when they were idle for less than 15 % of the time", async () => {
    const clock = new FakeClock();
    let times: ProcessorTimes = { idleMs: 1_000, totalMs: 2_000 };
    const processors = new Processors(clock, () => times);
    await clock.advance(200);
    times = { idleMs: 1_014, totalMs: 2_100 };
    assert.equal(processors.areBusy, true);
    await clock.advance(200);
    times = { idleMs: 1_029, totalMs: 2_200 };
    assert.equal(processors.areBusy, false);
  });

  test("are not looked at more often than five times a second", async () => {
    const clock = new FakeClock();
    let looks = 0;
    const processors = new Processors(clock, () => {
      looks += 1;
      return { idleMs: 0, totalMs: looks };
    });
    await clock.advance(200);
    assert.equal(processors.areBusy, true);
    await clock.advance(199);
    assert.equal(processors.areBusy, true);
    assert.equal(looks, 2);
  });

  test("of this host are read without a complaint", () => {
    assert.equal(new Processors(new FakeClock()).areBusy, false);
  });
});
