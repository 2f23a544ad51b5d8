import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { MetricDatum } from "../../../../../src/models/generated/cloudwatch.ts";
import { DAY_MS, HOUR_MS, startCloudwatch, statisticsOf } from "../start-cloudwatch.ts";

/** What a datum is refused with. */
const refusal = async (datum: Partial<MetricDatum>, Namespace = "N"): Promise<string> => {
  await using cloudwatch = await startCloudwatch();
  const MetricData = [{ MetricName: "M", ...datum }];
  return cloudwatch.call("PutMetricData", { Namespace, MetricData }).then(
    () => "accepted",
    (error: Error) => `${error.name}: ${error.message}`,
  );
};

describe("PutMetricData", () => {
  test("takes a value, values with counts, and statistic sets", async () => {
    await using cloudwatch = await startCloudwatch();
    await cloudwatch.call("PutMetricData", {
      Namespace: "N",
      MetricData: [
        { MetricName: "M", Value: 1 },
        { MetricName: "M", Values: [10, 20], Counts: [2, 1] },
        { MetricName: "M", StatisticValues: { SampleCount: 2, Sum: 100, Minimum: 40, Maximum: 60 } },
      ],
    });
    assert.deepEqual(
      (await statisticsOf(cloudwatch, 60)).map(({ Sum, SampleCount }) => ({ Sum, SampleCount })),
      [{ Sum: 141, SampleCount: 6 }],
    );
  });

  test("keeps seconds apart when asked to", async () => {
    await using cloudwatch = await startCloudwatch();
    const now = cloudwatch.clock.nowMs();
    await cloudwatch.call("PutMetricData", {
      Namespace: "N",
      MetricData: [0, 1, 11].map((second) => ({
        MetricName: "M",
        Value: 1,
        StorageResolution: 1,
        Timestamp: new Date(now + second * 1_000),
      })),
    });
    const { Datapoints } = await cloudwatch.call("GetMetricStatistics", {
      Namespace: "N",
      MetricName: "M",
      StartTime: new Date(now),
      EndTime: new Date(now + 60_000),
      Period: 10,
      Statistics: ["Sum"],
    });
    assert.deepEqual(
      Datapoints?.map(({ Timestamp, Sum }) => [(Timestamp?.getTime() ?? 0) - now, Sum]),
      [
        [0, 2],
        [10_000, 1],
      ],
    );
  });

  // Wordings: AWS's answers as the test suites of moto and LocalStack record them, November 2026.
  test("refuses two ways of giving values at once", async () => {
    assert.equal(
      await refusal({ Value: 1, Values: [1] }),
      "InvalidParameterCombination: The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and you have specified both.",
    );
  });

  test("refuses counts that are not as many as the values", async () => {
    assert.equal(
      await refusal({ Values: [1, 2], Counts: [1] }),
      "InvalidParameterValue: The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size.",
    );
  });

  test("refuses what is no number", async () => {
    assert.equal(
      await refusal({ Value: NaN }),
      "InvalidParameterValue: The value NaN for parameter MetricData.member.1.Value is invalid.",
    );
  });

  test("refuses namespaces of AWS", async () => {
    assert.equal(
      await refusal({ Value: 1 }, "AWS/Lambda"),
      "InvalidParameterValue: The value AWS/Lambda for parameter Namespace is invalid.",
    );
  });

  test("refuses a datum without a value, and a request without data", async () => {
    assert.equal(await refusal({}), "MissingParameter: The parameter MetricData.member.1.Value is required.");
    await using cloudwatch = await startCloudwatch();
    await assert.rejects(cloudwatch.call("PutMetricData", { Namespace: "N" }), {
      message: "The parameter MetricData is required.",
    });
  });

  test("refuses times more than two weeks ago or two hours ahead", async () => {
    const now = Date.UTC(2026, 0, 1);
    assert.match(await refusal({ Value: 1, Timestamp: new Date(now - 15 * DAY_MS) }), /past two weeks/);
    assert.match(await refusal({ Value: 1, Timestamp: new Date(now + 3 * HOUR_MS) }), /two hours/);
    assert.equal(await refusal({ Value: 1, Timestamp: new Date(now - 13 * DAY_MS) }), "accepted");
  });

  test("refuses impossible statistic sets, counts, resolutions and dimensions", async () => {
    const set = { SampleCount: 1, Sum: 1, Minimum: 1, Maximum: 1 };
    assert.match(await refusal({ StatisticValues: { ...set, SampleCount: 0 } }), /^InvalidParameterValue/);
    assert.match(await refusal({ StatisticValues: { ...set, Maximum: 0 } }), /Maximum must be greater/);
    assert.match(await refusal({ Values: [1], Counts: [0] }), /Counts.member.1 is invalid/);
    assert.match(await refusal({ Value: 1, StorageResolution: 30 }), /StorageResolution is invalid/);
    const twice = [1, 2].map((value) => ({ Name: "D", Value: String(value) }));
    assert.match(await refusal({ Value: 1, Dimensions: twice }), /must not name a dimension twice/);
  });
});
