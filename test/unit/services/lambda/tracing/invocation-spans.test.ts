import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { invocationSpans } from "../../../../../src/services/lambda/tracing/invocation-spans.ts";
import { otlpJson } from "../../../../../src/services/lambda/tracing/otlp-json.ts";
import { record } from "../metering/records.ts";

const START_MS = Date.UTC(2026, 0, 1);
const TRACE = {
  traceId: "1-5759e988-bd862e3fe1be46a994272793",
  segmentId: "aaaaaaaaaaaaaaaa",
  parentId: "53995c3f42cd8ad8",
  receivedAtMs: START_MS - 60,
};

const told = (change: Parameters<typeof record>[0]) =>
  invocationSpans(record({ trace: TRACE, ...change }), START_MS + 110).map(({ name, startMs, endMs }) => [
    name,
    startMs - START_MS,
    endMs - START_MS,
  ]);

describe("the spans of an invocation", () => {
  test("are the service's, the function's, init, the invocation and what came after", () => {
    assert.deepEqual(told({ isColdStart: true, initMs: 50 }), [
      ["Lambda hello", -60, 99.5],
      ["hello", -50, 110],
      ["Initialization", -50, 0],
      ["Invocation", 0, 99.5],
      ["Overhead", 99.5, 110],
    ]);
  });

  test("have the restore instead of init where the environment went on from a snapshot", () => {
    assert.deepEqual(told({ isColdStart: true, restoreMs: 20 }).slice(1, 3), [
      ["hello", -20, 110],
      ["Restore", -20, 0],
    ]);
  });

  test("have no init when it was warm", () => {
    assert.deepEqual(
      told({}).map(([name]) => name),
      ["Lambda hello", "hello", "Invocation", "Overhead"],
    );
  });

  test("hang on the caller's segment and on each other", () => {
    const [service, own, ...parts] = invocationSpans(record({ trace: TRACE }), START_MS + 110);
    assert.equal(service?.traceId, "5759e988bd862e3fe1be46a994272793");
    assert.equal(service?.parentSpanId, "53995c3f42cd8ad8");
    assert.deepEqual([own?.spanId, own?.parentSpanId], ["aaaaaaaaaaaaaaaa", service?.spanId]);
    assert.deepEqual(
      parts.map(({ parentSpanId }) => parentSpanId),
      ["aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa"],
    );
  });

  test("say what went wrong", () => {
    const [, own] = invocationSpans(
      record({ trace: TRACE, status: "timeout", errorType: "Sandbox.Timedout" }),
      START_MS,
    );
    assert.equal(own?.error, "Sandbox.Timedout");
    assert.equal(own?.attributes["error.type"], "Sandbox.Timedout");
  });

  test("are none without a trace, or with one of another form", () => {
    assert.deepEqual(invocationSpans(record(), START_MS), []);
    assert.deepEqual(invocationSpans(record({ trace: { ...TRACE, traceId: "mine" } }), START_MS), []);
  });

  test("are written as OTLP has them in JSON", () => {
    const [service] = invocationSpans(record({ trace: TRACE }), START_MS);
    assert.ok(service);
    const { resourceSpans } = JSON.parse(otlpJson([{ ...service, error: "no" }], { "service.name": "lambkin" }));
    assert.deepEqual(resourceSpans[0].resource, {
      attributes: [{ key: "service.name", value: { stringValue: "lambkin" } }],
    });
    assert.deepEqual(resourceSpans[0].scopeSpans[0].spans[0], {
      traceId: "5759e988bd862e3fe1be46a994272793",
      spanId: service.spanId,
      parentSpanId: "53995c3f42cd8ad8",
      name: "Lambda hello",
      kind: 2,
      startTimeUnixNano: "1767225599940000000",
      endTimeUnixNano: "1767225600099500000",
      attributes: [{ key: "faas.name", value: { stringValue: "hello" } }],
      status: { code: 2, message: "no" },
    });
  });
});
