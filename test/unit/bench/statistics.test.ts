import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { median, spread, summarize } from "../../../bench/statistics.ts";

describe("summarize", () => {
  test("takes quantiles from the samples themselves: the least that so many of them do not exceed", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

    assert.deepEqual(summarize(hundred), { count: 100, p50: 50, p90: 90, p99: 99, max: 100 });
  });

  test("of ten, the ninth is p90 and the slowest is p99", () => {
    assert.deepEqual(summarize([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), { count: 10, p50: 5, p90: 9, p99: 10, max: 10 });
  });

  test("of none there is none", () => {
    assert.deepEqual(summarize([]), { count: 0, p50: Number.NaN, p90: Number.NaN, p99: Number.NaN, max: Number.NaN });
  });
});

test("the median of three is the one in the middle, whatever their order", () => {
  assert.equal(median([9, 1, 2]), 2);
});

test("the spread is half of what lies between the lowest and the highest", () => {
  assert.equal(spread([3, 7, 4]), 2);
});
