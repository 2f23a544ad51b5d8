import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { silentLogger } from "../../../../../src/base/log.ts";
import { SpanExporter } from "../../../../../src/services/lambda/tracing/span-exporter.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";
import { record } from "../metering/records.ts";

const TRACED = record({ trace: { traceId: "1-5759e988-bd862e3fe1be46a994272793", segmentId: "aaaaaaaaaaaaaaaa" } });
const SPANS_OF_ONE = 4;

/** An exporter to a collector that answers these statuses, then 200. */
const start = (statuses: (number | Error)[] = []) => {
  const clock = new FakeClock();
  const batches: number[] = [];
  const exporter = new SpanExporter({
    send: (body) => {
      batches.push(JSON.parse(body).resourceSpans[0].scopeSpans[0].spans.length);
      const status = statuses.shift() ?? 200;
      return status instanceof Error ? Promise.reject(status) : Promise.resolve({ status });
    },
    resource: {},
    clock,
    logger: silentLogger,
  });
  return { clock, batches, exporter };
};

describe("the exporter of spans", () => {
  test("gathers for a second, and sends nothing for what is not traced", async () => {
    const { clock, batches, exporter } = start();
    exporter.onInvocation(record());
    assert.equal(clock.pending, 0);
    exporter.onInvocation(TRACED);
    exporter.onInvocation(TRACED);
    await clock.advance(1_000);
    assert.deepEqual(batches, [2 * SPANS_OF_ONE]);
    assert.equal(clock.pending, 0);
  });

  test("tries again after failures that pass, more slowly each time", async () => {
    const { clock, batches, exporter } = start([503, new Error("nobody there")]);
    exporter.onInvocation(TRACED);
    await clock.advance(1_000);
    assert.equal(batches.length, 1);
    await clock.advance(1_000);
    assert.equal(batches.length, 2);
    await clock.advance(1_999);
    assert.equal(batches.length, 2);
    await clock.advance(1);
    assert.deepEqual(batches, [SPANS_OF_ONE, SPANS_OF_ONE, SPANS_OF_ONE]);
    await clock.advance(60_000);
    assert.equal(batches.length, 3);
  });

  test("gives up what a collector refuses", async () => {
    const { clock, batches, exporter } = start([400]);
    exporter.onInvocation(TRACED);
    await clock.advance(60_000);
    assert.equal(batches.length, 1);
  });

  test("holds a bounded number of spans, whatever the collector does", async () => {
    const { clock, batches, exporter } = start();
    for (let count = 0; count < 2_000; count += 1) exporter.onInvocation(TRACED);
    await clock.advance(1_000);
    assert.equal(
      batches.reduce((total, size) => total + size, 0),
      4_096,
    );
    assert.ok(batches.every((size) => size <= 512));
  });

  test("sends what is left when the server stops, without insisting", async () => {
    const { clock, batches, exporter } = start([503]);
    exporter.onInvocation(TRACED);
    await exporter[Symbol.asyncDispose]();
    assert.deepEqual(batches, [SPANS_OF_ONE]);
    assert.equal(clock.pending, 0);
  });
});
