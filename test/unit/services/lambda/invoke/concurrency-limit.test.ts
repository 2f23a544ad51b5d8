import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConcurrencyLimit } from "../../../../../src/services/lambda/invoke/concurrency-limit.ts";

const granted = (limit: ConcurrencyLimit, functionName: string): Disposable => {
  const result = limit.acquire(functionName);
  assert.ok(result.kind === "granted", "no slot was granted");
  return result.lease;
};

const throttled = (limit: ConcurrencyLimit, functionName: string): string => {
  const result = limit.acquire(functionName);
  assert.ok(result.kind === "throttled", "a slot was granted");
  return result.reason;
};

describe("the concurrency limit", () => {
  test("grants as many slots as the account has, whoever wants them", () => {
    const limit = new ConcurrencyLimit(2);
    const first = granted(limit, "a");
    granted(limit, "b");
    assert.equal(throttled(limit, "c"), "ConcurrentInvocationLimitExceeded");
    first[Symbol.dispose]();
    granted(limit, "c");
  });

  test("caps a function at what it reserved", () => {
    const limit = new ConcurrencyLimit(10);
    limit.reserve("a", 1);
    const lease = granted(limit, "a");
    assert.equal(throttled(limit, "a"), "ReservedFunctionConcurrentInvocationLimitExceeded");
    lease[Symbol.dispose]();
    granted(limit, "a");
  });

  test("guarantees a function what it reserved", () => {
    const limit = new ConcurrencyLimit(2);
    limit.reserve("a", 1);
    granted(limit, "b");
    assert.equal(throttled(limit, "b"), "ConcurrentInvocationLimitExceeded");
    granted(limit, "a");
  });

  test("stops a function that reserved nothing at all", () => {
    const limit = new ConcurrencyLimit(10);
    limit.reserve("a", 0);
    assert.equal(throttled(limit, "a"), "ReservedFunctionConcurrentInvocationLimitExceeded");
  });

  test("counts what runs already where it belongs after a change", () => {
    const limit = new ConcurrencyLimit(2);
    const lease = granted(limit, "a");
    limit.reserve("a", 1);
    assert.equal(throttled(limit, "a"), "ReservedFunctionConcurrentInvocationLimitExceeded");
    granted(limit, "b");
    limit.reserve("a", undefined);
    assert.equal(throttled(limit, "b"), "ConcurrentInvocationLimitExceeded");
    lease[Symbol.dispose]();
    granted(limit, "b");
  });
});
