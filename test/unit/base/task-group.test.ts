import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TaskGroup } from "../../../src/base/task-group.ts";

const start = () => {
  const errors: unknown[] = [];
  return { group: new TaskGroup((error) => errors.push(error)), errors };
};

/** Whether it is settled once all that waits for nothing has run. */
const isSettled = async (promise: Promise<void>): Promise<boolean> => {
  let settled = false;
  void promise.then(() => (settled = true));
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
};

describe("a group of tasks", () => {
  test("is idle when there are none", async () => {
    assert.equal(await isSettled(start().group.idle()), true);
  });

  test("is idle when all have ended, those included that began meanwhile", async () => {
    const { group } = start();
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    group.run(() => first.promise);
    const idle = group.idle();
    group.run(() => second.promise);
    first.resolve();
    assert.equal(await isSettled(idle), false);
    second.resolve();
    assert.equal(await isSettled(idle), true);
  });

  test("tells of those that failed, and waits for the others", async () => {
    const { group, errors } = start();
    const other = Promise.withResolvers<void>();
    const failure = new Error("failed");
    group.run(() => Promise.reject(failure));
    group.run(() => other.promise);
    assert.equal(await isSettled(group.idle()), false);
    assert.deepEqual(errors, [failure]);
    other.resolve();
    assert.equal(await isSettled(group.idle()), true);
  });

  test("aborts its tasks when it is closed, which is no failure of theirs", async () => {
    const { group, errors } = start();
    group.run(
      (signal) =>
        new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
    );
    await group[Symbol.asyncDispose]();
    assert.deepEqual(errors, []);
  });
});
