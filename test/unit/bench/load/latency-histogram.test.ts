import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LatencyHistogram } from "../../../../bench/load/latency-histogram.ts";

const of = (...samplesMs: readonly number[]): LatencyHistogram => {
  const histogram = new LatencyHistogram();
  for (const ms of samplesMs) histogram.record(ms);
  return histogram;
};

const assertNear = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual / expected - 1) < 0.011, `${actual} is not near ${expected}`);

describe("LatencyHistogram", () => {
  test("tells quantiles to a hundredth", () => {
    const histogram = of(0.05, 0.1, 0.2, 0.4, 800);
    assertNear(histogram.quantile(0.2), 0.05);
    assertNear(histogram.quantile(0.5), 0.2);
    assertNear(histogram.quantile(0.99), 800);
  });

  test("keeps count, mean and greatest as they are", () => {
    const histogram = of(1, 2, 6);
    assert.equal(histogram.count, 3);
    assert.equal(histogram.meanMs, 3);
    assert.equal(histogram.maxMs, 6);
  });

  test("adds up", () => {
    const histogram = of(1, 1);
    histogram.add(of(9));
    assert.equal(histogram.count, 3);
    assert.equal(histogram.maxMs, 9);
    assertNear(histogram.quantile(0.5), 1);
  });

  test("is kept as pairs of latency and count", () => {
    const pairs = of(2, 1, 2).toJSON();
    assert.deepEqual(
      pairs.map(([, count]) => count),
      [1, 2],
    );
    assertNear(pairs[0]?.[0] ?? 0, 1);
  });
});
