import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConcurrencyLimit } from "../../../../../src/services/lambda/invoke/concurrency-limit.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";

const limitOf = (limit: number, invocationRate = 0, clock = new FakeClock()): ConcurrencyLimit =>
  new ConcurrencyLimit({ limit, invocationRate, clock });

const granted = (limit: ConcurrencyLimit, functionName: string, version = "$LATEST"): Disposable => {
  const result = limit.acquire(functionName, version);
  assert.ok(result.kind === "granted", "no slot was granted");
  return result.lease;
};

const throttled = (limit: ConcurrencyLimit, functionName: string, version = "$LATEST"): string => {
  const result = limit.acquire(functionName, version);
  assert.ok(result.kind === "throttled", "a slot was granted");
  return result.reason;
};

describe("the concurrency limit", () => {
  test("grants as many slots as the account has, whoever wants them", () => {
    const limit = limitOf(2);
    const first = granted(limit, "a");
    granted(limit, "b");
    assert.equal(throttled(limit, "c"), "ConcurrentInvocationLimitExceeded");
    first[Symbol.dispose]();
    granted(limit, "c");
  });

  test("caps a function at what it reserved", () => {
    const limit = limitOf(10);
    limit.reserve("a", 1);
    const lease = granted(limit, "a");
    assert.equal(throttled(limit, "a"), "ReservedFunctionConcurrentInvocationLimitExceeded");
    lease[Symbol.dispose]();
    granted(limit, "a");
  });

  test("guarantees a function what it reserved", () => {
    const limit = limitOf(2);
    limit.reserve("a", 1);
    granted(limit, "b");
    assert.equal(throttled(limit, "b"), "ConcurrentInvocationLimitExceeded");
    granted(limit, "a");
  });

  test("stops a function that reserved nothing at all", () => {
    const limit = limitOf(10);
    limit.reserve("a", 0);
    assert.equal(throttled(limit, "a"), "ReservedFunctionConcurrentInvocationLimitExceeded");
  });

  test("counts what runs already where it belongs after a change", () => {
    const limit = limitOf(2);
    const lease = granted(limit, "a");
    limit.reserve("a", 1);
    assert.equal(throttled(limit, "a"), "ReservedFunctionConcurrentInvocationLimitExceeded");
    granted(limit, "b");
    limit.reserve("a", undefined);
    assert.equal(throttled(limit, "b"), "ConcurrentInvocationLimitExceeded");
    lease[Symbol.dispose]();
    granted(limit, "b");
  });

  test("keeps what is provisioned for a version, and takes it from what the others share", () => {
    const limit = limitOf(2);
    limit.provision("a", "1", 1);
    granted(limit, "b");
    assert.equal(throttled(limit, "b"), "ConcurrentInvocationLimitExceeded");
    assert.equal(throttled(limit, "a", "2"), "ConcurrentInvocationLimitExceeded");
    granted(limit, "a", "1");
    assert.equal(throttled(limit, "a", "1"), "ConcurrentInvocationLimitExceeded");
  });

  test("lets a version have more than is provisioned for it, of what the others share", () => {
    const limit = limitOf(2);
    limit.provision("a", "1", 1);
    const first = granted(limit, "a", "1");
    granted(limit, "a", "1");
    assert.equal(throttled(limit, "b"), "ConcurrentInvocationLimitExceeded");
    first[Symbol.dispose]();
    granted(limit, "b");
  });

  test("counts provisioned concurrency within what the function reserved", () => {
    const limit = limitOf(10);
    limit.reserve("a", 2);
    limit.provision("a", "1", 2);
    assert.equal(throttled(limit, "a", "2"), "ReservedFunctionConcurrentInvocationLimitExceeded");
    granted(limit, "a", "1");
    granted(limit, "a", "1");
    assert.equal(throttled(limit, "a", "1"), "ReservedFunctionConcurrentInvocationLimitExceeded");
  });

  test("counts what runs already where it belongs after provisioned concurrency went away", () => {
    const limit = limitOf(2);
    limit.provision("a", "1", 1);
    const lease = granted(limit, "a", "1");
    limit.provision("a", "1", 0);
    granted(limit, "b");
    assert.equal(throttled(limit, "b"), "ConcurrentInvocationLimitExceeded");
    lease[Symbol.dispose]();
    granted(limit, "b");
  });

  test("says how much runs", () => {
    const limit = limitOf(10);
    limit.reserve("a", 3);
    limit.provision("b", "1", 2);
    granted(limit, "a");
    granted(limit, "b", "1");
    granted(limit, "c");
    assert.deepEqual(limit.sample("a"), {
      functionName: "a",
      functionExecutions: 1,
      accountExecutions: 3,
      unreservedExecutions: 1,
      claimedConcurrency: 6,
    });
  });
});

describe("the rate of invocations", () => {
  test("is ten times a second for each unit of the account's concurrency, whatever is reserved by others", async () => {
    const clock = new FakeClock();
    const limit = limitOf(1, 10, clock);
    for (let count = 0; count < 10; count += 1) granted(limit, "a")[Symbol.dispose]();
    assert.equal(throttled(limit, "a"), "FunctionInvocationRateLimitExceeded");
    granted(limit, "b")[Symbol.dispose]();
    await clock.advance(100);
    granted(limit, "a")[Symbol.dispose]();
    assert.equal(throttled(limit, "a"), "FunctionInvocationRateLimitExceeded");
  });

  test("follows what a function reserved", () => {
    const limit = limitOf(1_000, 2);
    limit.reserve("a", 1);
    granted(limit, "a")[Symbol.dispose]();
    granted(limit, "a")[Symbol.dispose]();
    assert.equal(throttled(limit, "a"), "ReservedFunctionInvocationRateLimitExceeded");
  });

  test("of provisioned concurrency is apart from the function's, which is taken up beyond it", async () => {
    const clock = new FakeClock();
    const limit = limitOf(1_000, 1, clock);
    limit.reserve("a", 3);
    limit.provision("a", "1", 2);
    granted(limit, "a", "1")[Symbol.dispose]();
    granted(limit, "a", "1")[Symbol.dispose]();
    granted(limit, "a")[Symbol.dispose]();
    granted(limit, "a", "1")[Symbol.dispose]();
    granted(limit, "a", "1")[Symbol.dispose]();
    assert.equal(throttled(limit, "a", "1"), "ReservedFunctionInvocationRateLimitExceeded");
    await clock.advance(500);
    granted(limit, "a", "1");
    granted(limit, "a", "1");
    assert.equal(throttled(limit, "a", "1"), "ReservedFunctionInvocationRateLimitExceeded");
  });

  test("is remembered only as long as it matters", async () => {
    const clock = new FakeClock();
    const limit = limitOf(1, 1, clock);
    granted(limit, "a")[Symbol.dispose]();
    limit.forgetUnused();
    assert.equal(throttled(limit, "a"), "FunctionInvocationRateLimitExceeded");
    await clock.advance(1_000);
    limit.forgetUnused();
    granted(limit, "a");
  });
});
