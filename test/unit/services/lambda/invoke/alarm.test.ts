import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Alarm } from "../../../../../src/services/lambda/invoke/alarm.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";

/** An alarm, and what it did. */
const start = () => {
  const clock = new FakeClock();
  const alarm = new Alarm(clock);
  const rung: string[] = [];
  const setIn = (ms: number, onTime: () => void) => alarm.set(clock.monotonicMs() + ms, onTime);
  return { clock, alarm, setIn, rung, ring: (name: string) => () => void rung.push(name) };
};

describe("an alarm", () => {
  test("goes off once, when its time has come", async () => {
    const { clock, setIn, rung, ring } = start();
    setIn(10, ring("a"));
    await clock.advance(9);
    assert.deepEqual(rung, []);
    await clock.advance(1);
    await clock.advance(100);
    assert.deepEqual(rung, ["a"]);
    assert.equal(clock.pending, 0);
  });

  test("that is put off goes off at the later time", async () => {
    const { clock, setIn, rung, ring } = start();
    setIn(10, ring("a"));
    await clock.advance(5);
    setIn(10, ring("b"));
    await clock.advance(9);
    assert.deepEqual(rung, []);
    await clock.advance(1);
    assert.deepEqual(rung, ["b"]);
  });

  test("that is brought forward goes off at the earlier time", async () => {
    const { clock, setIn, rung, ring } = start();
    setIn(1_000, ring("a"));
    setIn(10, ring("b"));
    await clock.advance(10);
    assert.deepEqual(rung, ["b"]);
  });

  test("that was cleared stays silent, and can be set again before its timer has fired", async () => {
    const { clock, alarm, setIn, rung, ring } = start();
    setIn(10, ring("a"));
    alarm.clear();
    await clock.advance(6);
    setIn(10, ring("b"));
    await clock.advance(9);
    assert.deepEqual(rung, []);
    await clock.advance(1);
    assert.deepEqual(rung, ["b"]);
  });

  test("takes one timer of the clock for all that it is set to, and leaves none", () => {
    const { clock, alarm, setIn, ring } = start();
    setIn(10, ring("a"));
    alarm.clear();
    setIn(10, ring("b"));
    assert.equal(clock.pending, 1);
    alarm[Symbol.dispose]();
    assert.equal(clock.pending, 0);
  });
});
