import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Alarm } from "../../../../../src/services/lambda/invoke/alarm.ts";
import { RunningInvocation } from "../../../../../src/services/lambda/invoke/running-invocation.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";
import { invocation } from "./invoker-fixture.ts";

/** Fires every timer a little early, as timers of whole milliseconds do. */
class HastyClock extends FakeClock {
  override after(ms: number, callback: () => void): Disposable {
    return super.after(ms - 0.5, callback);
  }
}

describe("a running invocation", () => {
  test("took as long as it had when its time was up, also if the timer was early", async () => {
    const clock = new HastyClock();
    using alarm = new Alarm(clock);
    const run = new RunningInvocation(invocation(), clock);
    let durationMs: number | undefined;
    run.beginTimeout(alarm, () => {
      durationMs = run.stop();
    });
    await clock.advance(run.timeoutMs);
    assert.equal(durationMs, run.timeoutMs);
  });

  test("has all of its time from when its environment is ready", async () => {
    const clock = new FakeClock();
    const run = new RunningInvocation(invocation(), clock);
    await clock.advance(5);
    run.restart();
    assert.equal(run.startedAtMs, clock.nowMs());
    assert.equal(run.toEvent().deadlineMs, clock.nowMs() + run.timeoutMs);
    await clock.advance(20);
    assert.equal(run.stop(), 20);
  });

  test("has what its init left of it", async () => {
    const clock = new FakeClock();
    const run = new RunningInvocation(invocation(), clock);
    run.isInitializedWithin = true;
    const deadlineMs = clock.nowMs() + run.timeoutMs;
    await clock.advance(5);
    run.restart();
    assert.equal(run.toEvent().deadlineMs, deadlineMs);
    assert.equal(run.stop(), 5);
  });

  test("took as long as until it was stopped", async () => {
    const clock = new HastyClock();
    using alarm = new Alarm(clock);
    const run = new RunningInvocation(invocation(), clock);
    run.beginTimeout(alarm, () => assert.fail("timed out"));
    await clock.advance(20);
    assert.equal(run.stop(), 20);
    await clock.advance(run.timeoutMs);
  });
});
