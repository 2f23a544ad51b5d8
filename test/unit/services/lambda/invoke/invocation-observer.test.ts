import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ConcurrencySample, InvocationThrottle } from "../../../../../src/services/lambda/invoke/contract.ts";
import type { GuestProgram } from "./fake-sandbox.ts";
import { functionVersion, invocation, invokerFixture, settle } from "./invoker-fixture.ts";

/** Never answers. */
const busy: GuestProgram = async (guest) => {
  await guest.next();
};

const live = "arn:aws:lambda:us-east-1:000000000000:function:hello:live";

describe("an observer of invocations", () => {
  test("is told how much runs, the invocation included that took its slot", async (context) => {
    const samples: ConcurrencySample[] = [];
    const { invoker } = invokerFixture(context, {
      programs: [busy],
      observer: { onConcurrency: (sample) => samples.push(sample) },
    });
    invoker.reserve("kept", 100);
    void invoker.invoke(invocation()).catch(() => undefined);
    void invoker.invoke(invocation({ requestId: "2" })).catch(() => undefined);
    const kept = functionVersion({}, { functionName: "kept" });
    void invoker.invoke(invocation({ functionVersion: kept })).catch(() => undefined);
    await settle();
    assert.deepEqual(samples, [
      {
        functionName: "hello",
        functionExecutions: 1,
        accountExecutions: 1,
        unreservedExecutions: 1,
        claimedConcurrency: 101,
      },
      {
        functionName: "hello",
        functionExecutions: 2,
        accountExecutions: 2,
        unreservedExecutions: 2,
        claimedConcurrency: 102,
      },
      {
        functionName: "kept",
        functionExecutions: 1,
        accountExecutions: 3,
        unreservedExecutions: 2,
        claimedConcurrency: 102,
      },
    ]);
  });

  test("is told of an invocation without a slot, and why", async (context) => {
    const throttles: InvocationThrottle[] = [];
    const { invoker } = invokerFixture(context, { observer: { onThrottle: (throttle) => throttles.push(throttle) } });
    invoker.reserve("hello", 0);
    await assert.rejects(invoker.invoke(invocation({ invokedFunctionArn: live })));
    assert.deepEqual(throttles, [
      {
        functionVersion: functionVersion(),
        invokedFunctionArn: live,
        reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
      },
    ]);
  });

  test("is told of an invocation without room on the host", async (context) => {
    const throttles: InvocationThrottle[] = [];
    const { invoker } = invokerFixture(context, {
      limits: { memoryMiB: 100 },
      observer: { onThrottle: (throttle) => throttles.push(throttle) },
    });
    await assert.rejects(invoker.invoke(invocation()));
    assert.deepEqual(
      throttles.map(({ reason }) => reason),
      ["ConcurrentInvocationLimitExceeded"],
    );
  });
});
