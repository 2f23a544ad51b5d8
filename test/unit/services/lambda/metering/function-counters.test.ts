import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { prometheusText } from "../../../../../src/base/prometheus-text.ts";
import { FunctionCounters } from "../../../../../src/services/lambda/metering/function-counters.ts";
import { invokedAs, record, VERSION } from "./records.ts";

const bucket = (le: string) => `lambkin_function_duration_seconds_bucket{function="hello",version="1",le="${le}"}`;

describe("counts for Prometheus", () => {
  test("tell apart function, version and outcome", () => {
    const counters = new FunctionCounters();
    counters.onInvocation(record());
    counters.onInvocation(record({ status: "timeout" }));
    counters.onThrottle({ functionVersion: VERSION, ...invokedAs("1"), reason: "ConcurrentInvocationLimitExceeded" });
    const text = prometheusText(counters.families());
    assert.match(text, /^# TYPE lambkin_function_invocations_total counter$/m);
    assert.match(text, /^lambkin_function_invocations_total\{function="hello",version="1",status="success"\} 1$/m);
    assert.match(text, /^lambkin_function_invocations_total\{function="hello",version="1",status="timeout"\} 1$/m);
    assert.match(text, /^lambkin_function_throttles_total\{function="hello",reason="Concurrent\w+"\} 1$/m);
  });

  test("count durations up to each bound", () => {
    const counters = new FunctionCounters();
    counters.onInvocation(record({ durationMs: 2 }));
    counters.onInvocation(record({ durationMs: 200 }));
    const text = prometheusText(counters.families());
    assert.ok(text.includes(`${bucket("0.001")} 0\n`));
    assert.ok(text.includes(`${bucket("0.003")} 1\n`));
    assert.ok(text.includes(`${bucket("0.3")} 2\n`));
    assert.ok(text.includes(`${bucket("+Inf")} 2\n`));
    assert.match(text, /^lambkin_function_duration_seconds_sum\{.*\} 0.202$/m);
  });

  test("say nothing of functions that never ran", () => {
    assert.equal(prometheusText(new FunctionCounters().families()), "");
  });

  test("forget the version that ran longest ago when there are too many", () => {
    const counters = new FunctionCounters(2);
    const run = (version: string) => counters.onInvocation(record({ functionVersion: { ...VERSION, version } }));
    run("1");
    run("2");
    run("1");
    run("3");
    const text = prometheusText(counters.families());
    assert.match(text, /^lambkin_function_invocations_total\{function="hello",version="1",status="success"\} 2$/m);
    assert.doesNotMatch(text, /version="2"/);
    assert.match(text, /^lambkin_function_invocations_total\{function="hello",version="3",status="success"\} 1$/m);
  });
});
