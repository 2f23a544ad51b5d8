import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Distribution } from "../../../../../src/services/cloudwatch/model/distribution.ts";
import { findStatistic } from "../../../../../src/services/cloudwatch/model/statistic.ts";

/** Of 1 to 10. */
const read = (name: string): number | undefined => {
  const distribution = new Distribution();
  for (let value = 1; value <= 10; value += 1) distribution.add(value);
  const statistic = findStatistic(name);
  assert.ok(statistic, `${name} is a statistic`);
  return statistic(distribution);
};

describe("a statistic", () => {
  test("is a total", () => {
    assert.deepEqual(["SampleCount", "Sum", "Average", "Minimum", "Maximum"].map(read), [10, 55, 5.5, 1, 10]);
  });

  test("is a percentile", () => {
    assert.deepEqual(["p0", "p50", "p90", "p99.9", "p100"].map(read), [1, 5, 9, 10, 10]);
  });

  test("leaves out the highest shares", () => {
    assert.deepEqual(["tm90", "tc90", "ts90"].map(read), [5, 9, 45]);
    assert.equal(read("wm90"), 5.4);
  });

  test("leaves out both ends", () => {
    assert.deepEqual(["TM(10%:90%)", "TC(10%:90%)", "TS(10%:90%)", "IQM"].map(read), [5.5, 8, 44, 5.5]);
  });

  test("counts between two values, the lower not included", () => {
    assert.deepEqual(["TC(2:5)", "TS(:3)", "TM(8:)", "PR(:3)"].map(read), [3, 6, 9.5, 30]);
  });

  test("is unknown of values that are not kept", () => {
    const totals = Distribution.from({ sampleCount: 2, sum: 3, minimum: 1, maximum: 2, coarseness: 0, entries: [] });
    assert.equal(findStatistic("p50")?.(totals), undefined);
    assert.equal(findStatistic("Sum")?.(totals), 3);
  });

  test("is nothing else", () => {
    assert.deepEqual(
      ["p", "p101", "p-1", "sum", "TM(10%:90)", "TM(10%,90%)", "toString", ""].map(findStatistic),
      Array.from({ length: 8 }, () => undefined),
    );
  });
});
