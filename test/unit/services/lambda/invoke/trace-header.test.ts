import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { traceOf } from "../../../../../src/services/lambda/invoke/trace-header.ts";

const requestId = "8286a188-ba32-4475-8077-530cd35c09a9";
const nowMs = Date.UTC(2018, 10, 16, 23, 8, 23);

describe("the trace header of an invocation", () => {
  test("is the caller's, when it has decided about sampling", () => {
    const received = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1";
    const trace = traceOf({ received, requestId, nowMs, tracingMode: "Active" });
    assert.deepEqual(trace, {
      header: received,
      sampled: true,
      traceId: "1-5bef4de7-ad49b0e87f6ef6c87fc2e700",
      segmentId: "9a9197af755a6419",
    });
  });

  test("continues the caller's trace and decides for it", () => {
    const received = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700";
    const { header } = traceOf({ received, requestId, nowMs, tracingMode: "Active" });
    assert.equal(header, "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=8077530cd35c09a9;Sampled=1");
  });

  test("begins a trace without a caller's, not sampled unless the function is traced", () => {
    const trace = traceOf({ received: undefined, requestId, nowMs, tracingMode: "PassThrough" });
    assert.equal(trace.header, "Root=1-5bef4de7-8286a188ba3244758077530c;Parent=8077530cd35c09a9;Sampled=0");
    assert.equal(trace.sampled, false);
  });

  test("is not reported as sampled for a function that only passes traces through", () => {
    const received = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1";
    assert.equal(traceOf({ received, requestId, nowMs, tracingMode: "PassThrough" }).sampled, false);
  });
});
