import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { backoffMs } from "../../../../../src/base/backoff.ts";
import { afterFunctionError, afterRefusal, isTooOld } from "../../../../../src/services/lambda/async/retry-policy.ts";
import type { QueuedEvent } from "../../../../../src/services/lambda/model/async-event.ts";

const SIX_HOURS_MS = 21_600_000;

const EVENT: QueuedEvent = {
  eventId: 1,
  functionName: "hello",
  qualifier: undefined,
  requestId: "6f1cbbf5-5a2b-4a8a-9a65-7a1f4d7b1f0e",
  payload: Buffer.from("{}"),
  clientContext: undefined,
  traceHeader: undefined,
  acceptedMs: 0,
  invokeCount: 0,
  refusals: 0,
  refusedStatusCode: undefined,
  outcome: undefined,
};

describe("after a function failed", () => {
  test("it is retried after one minute, then after two, then no more", () => {
    assert.deepEqual(afterFunctionError(EVENT, 1, undefined, 500), { kind: "retry", dueMs: 60_500 });
    assert.deepEqual(afterFunctionError(EVENT, 2, undefined, 500), { kind: "retry", dueMs: 120_500 });
    assert.deepEqual(afterFunctionError(EVENT, 3, undefined, 500), {
      kind: "give-up",
      condition: "RetriesExhausted",
    });
  });

  test("it is retried as often as was configured", () => {
    const exhausted = { kind: "give-up", condition: "RetriesExhausted" };
    assert.deepEqual(afterFunctionError(EVENT, 1, { maximumRetryAttempts: 0 }, 0), exhausted);
    assert.deepEqual(afterFunctionError(EVENT, 1, { maximumRetryAttempts: 1 }, 0), { kind: "retry", dueMs: 60_000 });
    assert.deepEqual(afterFunctionError(EVENT, 2, { maximumRetryAttempts: 1 }, 0), exhausted);
  });

  test("it is given up at once when the retry would come too late", () => {
    const config = { maximumEventAgeSeconds: 60 };
    assert.deepEqual(afterFunctionError(EVENT, 1, config, 0), { kind: "retry", dueMs: 60_000 });
    assert.deepEqual(afterFunctionError(EVENT, 1, config, 1), { kind: "give-up", condition: "EventAgeExceeded" });
  });
});

describe("after a throttle or a failure of the platform", () => {
  test("the event waits for one second, then twice as long each time, up to five minutes", () => {
    assert.deepEqual(
      [1, 2, 3, 8, 9, 10, 1_000].map(backoffMs),
      [1_000, 2_000, 4_000, 128_000, 256_000, 300_000, 300_000],
    );
    assert.deepEqual(afterRefusal(EVENT, 3, undefined, 500), { kind: "retry", dueMs: 4_500 });
  });

  test("the event waits no longer than until it is too old", () => {
    const nearTheEndMs = SIX_HOURS_MS - 10_000;
    assert.deepEqual(afterRefusal(EVENT, 20, undefined, nearTheEndMs), { kind: "retry", dueMs: SIX_HOURS_MS });
  });

  test("it is given up after six hours, or when it was configured", () => {
    const tooOld = { kind: "give-up", condition: "EventAgeExceeded" };
    assert.deepEqual(afterRefusal(EVENT, 20, undefined, SIX_HOURS_MS), tooOld);
    assert.deepEqual(afterRefusal(EVENT, 1, { maximumEventAgeSeconds: 60 }, 60_000), tooOld);
  });
});

describe("the age of an event", () => {
  test("counts from when it was accepted", () => {
    const event = { ...EVENT, acceptedMs: 1_000_000 };
    assert.equal(isTooOld(event, { maximumEventAgeSeconds: 60 }, 1_059_999), false);
    assert.equal(isTooOld(event, { maximumEventAgeSeconds: 60 }, 1_060_000), true);
    assert.equal(isTooOld(event, undefined, 1_000_000 + SIX_HOURS_MS - 1), false);
    assert.equal(isTooOld(event, undefined, 1_000_000 + SIX_HOURS_MS), true);
  });
});
