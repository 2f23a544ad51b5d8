import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type AlarmRule, judgeAlarm } from "../../../../../src/services/cloudwatch/model/judge-alarm.ts";

type Treatment = AlarmRule["treatMissingData"];

/** `0` lies below the threshold, `X` above, `-` is missing; the latest last, as AWS's own tables are written. */
const judge = (data: string, datapointsToAlarm: number, treatMissingData: Treatment): string => {
  const periods = data.split(" ").map((mark, index) => ({
    startsAtMs: index,
    value: { "0": 0, X: 2 }[mark],
  }));
  const rule = {
    evaluationPeriods: 3,
    datapointsToAlarm,
    threshold: 1,
    comparisonOperator: "GreaterThanThreshold",
    treatMissingData,
  } as const;
  const judgement = judgeAlarm(periods, rule);
  return judgement.kind === "keep" ? "keep" : judgement.value;
};

const ALL: readonly Treatment[] = ["missing", "ignore", "breaching", "notBreaching"];
const judgeAll = (data: string, datapointsToAlarm: number) =>
  ALL.map((treatment) => judge(data, datapointsToAlarm, treatment));

// Both tables: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html, November 2026.
describe("an alarm on 3 out of 3 data points", () => {
  test("passes over missing data when there is enough", () => {
    assert.deepEqual(judgeAll("0 - X - X", 3), ["OK", "OK", "OK", "OK"]);
    assert.deepEqual(judgeAll("0 X X - X", 3), ["ALARM", "ALARM", "ALARM", "ALARM"]);
  });

  test("makes up as few data points as it needs", () => {
    assert.deepEqual(judgeAll("0 - - - -", 3), ["OK", "OK", "OK", "OK"]);
    assert.deepEqual(judgeAll("- - X - -", 3), ["ALARM", "keep", "ALARM", "OK"]);
  });

  test("treats the lack of any data as it was told", () => {
    assert.deepEqual(judgeAll("- - - - -", 3), ["INSUFFICIENT_DATA", "keep", "ALARM", "OK"]);
  });
});

describe("an alarm on 2 out of 3 data points", () => {
  test("passes over missing data when there is enough", () => {
    assert.deepEqual(judgeAll("0 - X - X", 2), ["ALARM", "ALARM", "ALARM", "ALARM"]);
    assert.deepEqual(judgeAll("0 0 X 0 X", 2), ["ALARM", "ALARM", "ALARM", "ALARM"]);
  });

  test("makes up as few data points as it needs", () => {
    assert.deepEqual(judgeAll("0 - X - -", 2), ["OK", "OK", "ALARM", "OK"]);
    assert.deepEqual(judgeAll("- - - - 0", 2), ["OK", "OK", "ALARM", "OK"]);
    assert.deepEqual(judgeAll("- - - X -", 2), ["ALARM", "keep", "ALARM", "OK"]);
  });
});
