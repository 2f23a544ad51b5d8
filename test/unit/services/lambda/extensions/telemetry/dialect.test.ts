import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { logsDialect, telemetryDialect } from "../../../../../../src/services/lambda/extensions/telemetry/dialect.ts";

const timeMs = Date.UTC(2022, 9, 12, 0, 0, 15, 64);
const runtimeDone = {
  timeMs,
  type: "platform.runtimeDone",
  record: { requestId: "1", status: "error", errorType: "Runtime.ExitError", metrics: { durationMs: 1 } },
} as const;

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html, read November 2026. */
describe("events of the Telemetry API", () => {
  const tell = telemetryDialect({ wantsObjects: false });

  test("have a time, a type and a record", () => {
    const event = { timeMs, type: "function", record: "[INFO] Hello" } as const;
    assert.equal(tell(event), '{"time":"2022-10-12T00:00:15.064Z","type":"function","record":"[INFO] Hello"}');
  });

  test("leave out what only the Logs API has, since clients know a closed list", () => {
    assert.equal(tell({ timeMs, type: "platform.end", record: {} }), undefined);
    assert.equal(tell({ timeMs, type: "platform.fault", record: "" }), undefined);
    assert.equal(tell({ timeMs, type: "platform.logsSubscription", record: {} }), undefined);
  });

  test("have lines of a function that logs in JSON as objects, from the second version on", () => {
    const later = telemetryDialect({ wantsObjects: true });
    const line = '{"level":"INFO","message":"hi"}';
    assert.match(later({ timeMs, type: "function", record: line }) ?? "", /"record":{"level":"INFO","message":"hi"}}$/);
    assert.match(later({ timeMs, type: "function", record: "plain" }) ?? "", /"record":"plain"}$/);
    assert.match(later({ timeMs, type: "extension", record: line }) ?? "", /"record":"{/);
    assert.match(tell({ timeMs, type: "function", record: line }) ?? "", /"record":"{/);
  });
});

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-logs-api.html, read November 2026. */
describe("events of the Logs API", () => {
  const first = logsDialect("2020-08-15");
  const second = logsDialect("2021-03-18");

  test("tell that the runtime is done only in the second version, and call an error a failure", () => {
    assert.equal(first(runtimeDone), undefined);
    assert.match(second(runtimeDone) ?? "", /"record":{"requestId":"1","status":"failure"}}$/);
  });

  test("tell less of a report", () => {
    const record = { requestId: "1", metrics: { durationMs: 1 }, status: "success" };
    const told = first({ timeMs, type: "platform.report", record });
    assert.match(told ?? "", /"record":{"requestId":"1","metrics":{"durationMs":1}}}$/);
  });

  test("tell of the end and of faults, and not of the init phase", () => {
    assert.match(first({ timeMs, type: "platform.end", record: { requestId: "1" } }) ?? "", /"platform.end"/);
    assert.match(first({ timeMs, type: "platform.fault", record: "Process exited" }) ?? "", /"Process exited"/);
    assert.equal(first({ timeMs, type: "platform.initStart", record: {} }), undefined);
    assert.equal(first({ timeMs, type: "platform.telemetrySubscription", record: {} }), undefined);
  });
});
