import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { evaluate } from "../../../../../src/services/cloudwatch/model/expression/evaluate.ts";
import { parseExpression } from "../../../../../src/services/cloudwatch/model/expression/parser.ts";
import { ExpressionError, type TimeSeries } from "../../../../../src/services/cloudwatch/model/expression/value.ts";

const SERIES: Readonly<Record<string, TimeSeries>> = {
  a: new Map([
    [0, 10],
    [60_000, 20],
    [120_000, 40],
  ]),
  b: new Map([
    [0, 2],
    [120_000, 0],
  ]),
};

/** With `a` = 10, 20, 40 and `b` = 2, -, 0, in periods of a minute. */
const compute = (text: string): unknown => {
  const expression = parseExpression(text);
  assert.ok(expression, `${text} is an expression`);
  const value = evaluate(expression, {
    range: { startMs: 0, endMs: 180_000, periodMs: 60_000 },
    find: (id) => {
      const found = SERIES[id];
      if (found === undefined) throw new ExpressionError(`there is no ${id}`);
      return found;
    },
    metrics: () => Object.values(SERIES),
    search: () => Object.values(SERIES),
  });
  if (value.kind === "series") return [...value.series.values()];
  return value.kind === "number" ? value.value : value;
};

describe("metric math", () => {
  test("knows precedence, parentheses and signs", () => {
    assert.equal(compute("1 + 2 * 3 ^ 2"), 19);
    assert.equal(compute("(1 + 2) * -3"), -9);
    assert.equal(compute("10 - 2 - 3"), 5);
  });

  test("computes with series and numbers, where both sides have a value", () => {
    assert.deepEqual(compute("a * 2"), [20, 40, 80]);
    assert.deepEqual(compute("100 - a"), [90, 80, 60]);
    assert.deepEqual(compute("a + b"), [12, 40]);
  });

  test("leaves out what is divided by zero", () => {
    assert.deepEqual(compute("a / b"), [5]);
  });

  test("sums up one series to a number, and several to a series", () => {
    assert.equal(compute("SUM(a)"), 70);
    assert.deepEqual(compute("SUM([a, b])"), [12, 20, 40]);
    assert.deepEqual(compute("MAX(METRICS())"), [10, 20, 40]);
    assert.deepEqual(compute("AVG([a, b])"), [6, 20, 20]);
  });

  test("looks at what came before", () => {
    assert.deepEqual(compute("DIFF(a)"), [10, 20]);
    assert.deepEqual(compute("RATE(a) * PERIOD(a)"), [10, 20]);
    assert.deepEqual(compute("RUNNING_SUM(a)"), [10, 30, 70]);
  });

  test("fills gaps", () => {
    assert.deepEqual(compute("FILL(b, 7)"), [2, 7, 0]);
    assert.deepEqual(compute("FILL(b, REPEAT)"), [2, 2, 0]);
    assert.deepEqual(compute("FILL(b, LINEAR)"), [2, 1, 0]);
  });

  test("chooses by a condition", () => {
    assert.deepEqual(compute("IF(a > 15, a, 0)"), [0, 20, 40]);
    assert.deepEqual(compute("IF(a >= 10 && a < 40, 1)"), [1, 1]);
  });

  test("spreads and counts", () => {
    assert.deepEqual(compute("STDDEV([a, b])"), [4, 0, 20]);
    assert.equal(compute("DATAPOINT_COUNT(b)"), 2);
    assert.deepEqual(compute("DATAPOINT_COUNT([a, b])"), [2, 1, 2]);
    assert.equal(compute("METRIC_COUNT(METRICS())"), 2);
    assert.deepEqual(compute("TIME_SERIES(5)"), [5, 5, 5]);
  });

  test("chooses from arrays, and from what was searched for", () => {
    assert.deepEqual(compute("FIRST([a, b])"), [10, 20, 40]);
    assert.deepEqual(compute("LAST([a, b])"), [2, 0]);
    assert.deepEqual(compute("FIRST(SORT([a, b], AVG, ASC))"), [2, 0]);
    assert.deepEqual(compute("FIRST(SORT([b, a], MAX, DESC, 1))"), [10, 20, 40]);
    assert.deepEqual(compute("SLICE([a, b], 1)"), [2, 0]);
    assert.equal(compute("METRIC_COUNT(SLICE([a, b, a], 1, 3))"), 2);
    assert.equal(compute("METRIC_COUNT(REMOVE_EMPTY([a, IF(a > 50, a)]))"), 1);
    assert.deepEqual(compute("SUM(SEARCH('{N} M', 'Sum', 60))"), [12, 20, 40]);
    assert.throws(() => compute("SORT([a, b], MEDIAN, ASC)"), ExpressionError);
    assert.throws(() => compute("SLICE([a, b], a)"), ExpressionError);
  });

  test("knows what time it is", () => {
    assert.deepEqual(compute("MINUTE(a)"), [0, 1, 2]);
    assert.deepEqual(compute("DAY(b)"), [4, 4]);
    assert.deepEqual(compute("YEAR(b) + MONTH(b) + DATE(b) + HOUR(b)"), [1972, 1972]);
    assert.deepEqual(compute("EPOCH(a)"), [0, 60, 120]);
  });

  test("refuses what it does not know", () => {
    assert.throws(() => compute("c + 1"), ExpressionError);
    assert.throws(() => compute("ANOMALY_DETECTION_BAND(a)"), ExpressionError);
    assert.throws(() => compute("constructor(a)"), ExpressionError);
  });

  test("is nothing else", () => {
    assert.deepEqual(
      ["1 +", "(1", "a b", "1 ; 2", "", "SUM(a"].map(parseExpression),
      Array.from({ length: 6 }, () => undefined),
    );
  });

  test("is not nested without end", () => {
    assert.equal(parseExpression("(".repeat(1_000) + "1" + ")".repeat(1_000)), undefined);
  });
});
