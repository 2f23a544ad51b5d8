import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { WriteRounds } from "../../../src/base/write-rounds.ts";
import { FakeClock } from "../../support/fake-clock.ts";

const start = () => {
  const clock = new FakeClock();
  const errors: unknown[] = [];
  const state = { written: 0, running: 0, failure: undefined as Error | undefined };
  const rounds = new WriteRounds({
    write: async () => {
      state.running += 1;
      assert.equal(state.running, 1, "rounds never overlap");
      await Promise.resolve();
      state.running -= 1;
      if (state.failure !== undefined) throw state.failure;
      state.written += 1;
    },
    onError: (error) => errors.push(error),
    clock,
  });
  return { clock, errors, state, rounds };
};

describe("rounds of writing", () => {
  test("come once, some time after they were asked for", async () => {
    const { clock, state, rounds } = start();
    rounds.schedule(100);
    rounds.schedule(50);
    await clock.advance(99);
    assert.equal(state.written, 0);
    await clock.advance(1);
    assert.equal(state.written, 1);
    assert.equal(clock.pending, 0);
  });

  test("come one after the other, each begun after who waits for it asked", async () => {
    const { state, rounds } = start();
    await Promise.all([rounds.run(), rounds.run(), rounds.run()]);
    assert.equal(state.written, 3);
  });

  test("fail for who waits, and tell of it where nobody does; the next is not the worse for it", async () => {
    const { clock, errors, state, rounds } = start();
    state.failure = new Error("the disk is full");
    await assert.rejects(rounds.run(), state.failure);
    assert.deepEqual(errors, []);
    rounds.schedule(10);
    await clock.advance(10);
    assert.deepEqual(errors, [state.failure]);
    state.failure = undefined;
    await rounds.run();
    assert.equal(state.written, 1);
  });

  test("end with a last one", async () => {
    const { clock, state, rounds } = start();
    rounds.schedule(10);
    await rounds[Symbol.asyncDispose]();
    rounds.schedule(10);
    assert.equal(state.written, 1);
    assert.equal(clock.pending, 0);
  });
});
