import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Distribution } from "../../../../../src/services/cloudwatch/model/distribution.ts";

describe("a distribution", () => {
  test("keeps totals", () => {
    const distribution = new Distribution();
    distribution.add(4);
    distribution.add(-2, 3);
    const { sampleCount, sum, minimum, maximum, average } = distribution;
    assert.deepEqual(
      { sampleCount, sum, minimum, maximum, average },
      { sampleCount: 4, sum: -2, minimum: -2, maximum: 4, average: -0.5 },
    );
  });

  test("counts values that come in turns", () => {
    const distribution = new Distribution();
    distribution.add(1);
    distribution.add(1, 2);
    distribution.add(0);
    distribution.add(1);
    assert.deepEqual(distribution.sorted, [
      [0, 1],
      [1, 4],
    ]);
  });

  test("goes on counting the same value when it was rounded", () => {
    const distribution = new Distribution();
    for (let value = 1_000; value < 1_101; value += 1) distribution.add(value);
    distribution.add(1_100, 5);
    const counts = distribution.sorted?.map(([, count]) => count) ?? [];
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      106,
    );
    assert.ok((counts.at(-1) ?? 0) >= 6);
  });

  test("keeps up to a hundred different values as they are, sorted", () => {
    const distribution = new Distribution();
    for (let value = 100; value >= 1; value -= 1) distribution.add(value);
    assert.deepEqual(distribution.sorted?.slice(0, 2), [
      [1, 1],
      [2, 1],
    ]);
    assert.equal(distribution.sorted?.length, 100);
  });

  test("rounds more values to about a hundredth of themselves, and loses none", () => {
    const distribution = new Distribution();
    for (let value = 1_000; value < 2_000; value += 1) distribution.add(value);
    const entries = distribution.sorted ?? [];
    assert.ok(entries.length <= 100);
    assert.equal(
      entries.reduce((total, [, count]) => total + count, 0),
      1_000,
    );
    const [middle = 0] =
      entries.find((_, at) => entries.slice(0, at + 1).reduce((sum, [, count]) => sum + count, 0) >= 500) ?? [];
    assert.ok(Math.abs(middle - 1_500) < 15, String(middle));
  });

  test("stays small whatever values come", () => {
    const distribution = new Distribution();
    for (let exponent = -300; exponent < 300; exponent += 1) distribution.add(10 ** exponent);
    assert.ok(distribution.state.entries.length <= 100);
    const [highest = Infinity] = distribution.sorted?.at(-1) ?? [];
    assert.ok(highest <= 1e299, "nothing lies beyond the highest value");
  });

  test("is the same after it was stored and joined", () => {
    const one = new Distribution();
    one.add(1);
    const other = new Distribution();
    other.add(2);
    const joined = Distribution.from(JSON.parse(JSON.stringify(one.state)));
    joined.merge(other.state);
    assert.deepEqual(joined.state, { ...joined.state, sampleCount: 2, sum: 3, minimum: 1, maximum: 2 });
    assert.deepEqual(joined.sorted, [
      [1, 1],
      [2, 1],
    ]);
  });

  test("knows no values once only totals of some are known", () => {
    const distribution = new Distribution();
    distribution.add(1);
    distribution.merge({ sampleCount: 2, sum: 10, minimum: 4, maximum: 6, coarseness: 0, entries: [] });
    assert.equal(distribution.sorted, undefined);
    assert.equal(distribution.sum, 11);
  });
});
