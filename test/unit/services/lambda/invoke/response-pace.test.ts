import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ResponsePace } from "../../../../../src/services/lambda/invoke/response-pace.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";

const MIB = 1_048_576;

/** Whether a promise is still open after a time has passed. */
const isOpenAfter = async (clock: FakeClock, ms: number, promise: Promise<void> | undefined): Promise<boolean> => {
  let isOpen = true;
  void promise?.then(() => (isOpen = false));
  await clock.advance(ms);
  return isOpen;
};

describe("the bandwidth of a streamed response", () => {
  test("has no limit for the first 6 MiB", () => {
    const pace = new ResponsePace(new FakeClock(), 2 * MIB);
    assert.equal(pace.count(6 * MIB), undefined);
    assert.notEqual(pace.count(1), undefined);
  });

  test("is that of its rate from then on", async () => {
    const clock = new FakeClock();
    const pace = new ResponsePace(clock, 2 * MIB);
    void pace.count(6 * MIB);
    const wait = pace.count(3 * MIB);
    assert.equal(await isOpenAfter(clock, 1_499, wait), true);
    assert.equal(await isOpenAfter(clock, 1, wait), false);
  });

  test("is not noticed by who writes more slowly", async () => {
    const clock = new FakeClock();
    const pace = new ResponsePace(clock, 2 * MIB);
    void pace.count(6 * MIB);
    await clock.advance(1_000);
    assert.equal(pace.count(2 * MIB), undefined);
  });

  test("saves up no more than the first 6 MiB", async () => {
    const clock = new FakeClock();
    const pace = new ResponsePace(clock, 2 * MIB);
    await clock.advance(60_000);
    assert.equal(pace.count(6 * MIB), undefined);
    assert.notEqual(pace.count(1), undefined);
  });

  test("can be without limit", () => {
    assert.equal(new ResponsePace(new FakeClock(), 0).count(1_000 * MIB), undefined);
  });
});
