import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Invocation } from "../../../../../src/services/lambda/invoke/contract.ts";
import { traceInvocations } from "../../../../../src/services/lambda/tracing/trace-invocations.ts";
import { TraceSampler } from "../../../../../src/services/lambda/tracing/trace-sampler.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";
import { FakeInvoker } from "../../../../support/lambda-control.ts";
import { VERSION } from "../metering/records.ts";

const ROOT = "1-5759e988-bd862e3fe1be46a994272793";
const PARENT = "53995c3f42cd8ad8";

/** What reaches the invoker of an invocation with this header. */
const traced = async (
  traceHeader: string | undefined,
  options: { readonly mode?: "Active" | "PassThrough"; readonly sampled?: boolean } = {},
) => {
  const invoker = new FakeInvoker();
  const clock = new FakeClock();
  const told: string[] = [];
  const { mode: tracingMode = "Active", sampled = true } = options;
  const invocation: Invocation = {
    requestId: "8286a188-ba32-4475-8077-530cd35c09a9",
    functionVersion: { ...VERSION, settings: { ...VERSION.settings, tracingMode } },
    invokedFunctionArn: "",
    payload: Buffer.from("{}"),
    clientContext: undefined,
    traceHeader,
    wantsLogTail: false,
    onTrace: (header) => void told.push(header),
  };
  await traceInvocations(invoker, { sampler: { decide: () => sampled }, clock }).invoke(invocation);
  const header = invoker.invocations[0]?.traceHeader ?? "";
  assert.deepEqual(told, [header]);
  return { header, origin: invoker.invocations[0]?.origin, nowMs: clock.nowMs() };
};

describe("the trace of an invocation", () => {
  test("gets a segment of the function's own under the caller's", async () => {
    const { header, origin, nowMs } = await traced(`Root=${ROOT};Parent=${PARENT};Sampled=1;Lineage=1:a87bd80c:0`);
    assert.match(header, new RegExp(`^Root=${ROOT};Parent=(?!${PARENT})[0-9a-f]{16};Sampled=1;Lineage=1:a87bd80c:0$`));
    assert.deepEqual(origin, { parentId: PARENT, receivedAtMs: nowMs });
  });

  test("is begun and decided about where tracing is active", async () => {
    const sampled = await traced(undefined);
    assert.match(sampled.header, /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1$/);
    assert.equal(sampled.origin?.parentId, undefined);
    const unsampled = await traced(`Root=${ROOT};Sampled=?`, { sampled: false });
    assert.match(unsampled.header, new RegExp(`^Root=${ROOT};`));
    assert.doesNotMatch(unsampled.header, /Sampled=1/);
  });

  test("stays unsampled when the caller said so", async () => {
    const received = `Root=${ROOT};Parent=${PARENT};Sampled=0`;
    assert.equal((await traced(received)).header, received);
  });

  test("is passed through as it is where tracing is not active", async () => {
    const received = `Root=${ROOT};Parent=${PARENT};Sampled=1`;
    assert.equal((await traced(received, { mode: "PassThrough" })).header, received);
    assert.match((await traced(undefined, { mode: "PassThrough" })).header, /;Sampled=0$/);
  });
});

describe("sampling", () => {
  test("takes a function's first invocation of each second, and 5 % of the rest", async () => {
    const clock = new FakeClock();
    const draws = [0.04, 0.06];
    const sampler = new TraceSampler(clock, () => draws.shift() ?? 1);
    assert.deepEqual(
      ["a", "a", "a", "b"].map((name) => sampler.decide(name)),
      [true, true, false, true],
    );
    await clock.advance(1_000);
    assert.equal(sampler.decide("a"), true);
  });
});
