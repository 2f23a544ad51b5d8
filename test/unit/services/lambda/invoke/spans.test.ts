import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Alarm } from "../../../../../src/services/lambda/invoke/alarm.ts";
import { outcomeOfResponse, outcomeOfTimeout } from "../../../../../src/services/lambda/invoke/outcomes.ts";
import { RunningInvocation } from "../../../../../src/services/lambda/invoke/running-invocation.ts";
import { extensionSpans, runtimeSpans } from "../../../../../src/services/lambda/invoke/spans.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";
import { functionVersion, invocation } from "./invoker-fixture.ts";

const started = () => {
  const clock = new FakeClock(Date.UTC(2022, 7, 2, 12, 1, 23));
  const run = new RunningInvocation(invocation(), clock);
  run.beginTimeout(new Alarm(clock), () => {});
  return { clock, run };
};

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#Span, read November 2026. */
describe("the spans of an invocation", () => {
  test("tell when the function began to answer, how long that took, and what came after it", async () => {
    const { clock, run } = started();
    await clock.advance(521);
    run.beginResponse();
    await clock.advance(23.02);
    run.answer(outcomeOfResponse({ kind: "response", payload: Buffer.from("1") }, "1"));
    assert.deepEqual(runtimeSpans(run, 550), [
      { name: "responseLatency", start: "2022-08-02T12:01:23.000Z", durationMs: 521 },
      { name: "responseDuration", start: "2022-08-02T12:01:23.521Z", durationMs: 23.02 },
      { name: "runtimeOverhead", start: "2022-08-02T12:01:23.544Z", durationMs: 5.98 },
    ]);
  });

  test("are none of a function that did not answer to the end", async () => {
    const { clock, run } = started();
    await clock.advance(3_000);
    run.beginResponse();
    run.answer(outcomeOfTimeout("1", functionVersion()));
    assert.equal(runtimeSpans(run, 3_000), undefined);
  });

  test("tell how long extensions went on, where there are any", () => {
    const report = { startedAtMs: Date.UTC(2022, 7, 2), durationMs: 50 };
    assert.equal(extensionSpans(report), undefined);
    assert.deepEqual(extensionSpans({ ...report, postRuntimeExtensionsMs: 20 }), [
      { name: "extensionOverhead", start: "2022-08-02T00:00:00.030Z", durationMs: 20 },
    ]);
  });
});
