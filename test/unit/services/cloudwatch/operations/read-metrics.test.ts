import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { GetMetricDataInput, GetMetricStatisticsInput } from "../../../../../src/models/generated/cloudwatch.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, startCloudwatch, statisticsOf } from "../start-cloudwatch.ts";

const START = new Date(Date.UTC(2026, 0, 1));
const END = new Date(START.getTime() + HOUR_MS);
const REQUEST: GetMetricStatisticsInput = {
  Namespace: "N",
  MetricName: "M",
  StartTime: START,
  EndTime: END,
  Period: 60,
  Statistics: ["Sum"],
};

const refuses = async (change: Partial<GetMetricStatisticsInput>, expected: object) => {
  await using cloudwatch = await startCloudwatch();
  await assert.rejects(cloudwatch.call("GetMetricStatistics", { ...REQUEST, ...change }), expected);
};

describe("GetMetricStatistics", () => {
  test("counts periods from the start of the request", async () => {
    await using cloudwatch = await startCloudwatch();
    for (const minute of [3, 7, 8]) await cloudwatch.put(1, START.getTime() + minute * MINUTE_MS);
    const points = await statisticsOf(cloudwatch, 300, START.getTime() + 3 * MINUTE_MS);
    assert.deepEqual(
      points.map(({ atMs = 0, Sum }) => [(atMs - START.getTime()) / MINUTE_MS, Sum]),
      [
        [3, 2],
        [8, 1],
      ],
    );
  });

  test("tells units apart, and reads one when asked to", async () => {
    await using cloudwatch = await startCloudwatch();
    await cloudwatch.call("PutMetricData", {
      Namespace: "N",
      MetricData: [
        { MetricName: "M", Value: 1, Unit: "Seconds" },
        { MetricName: "M", Value: 2, Unit: "Bytes" },
      ],
    });
    const all = await cloudwatch.call("GetMetricStatistics", REQUEST);
    assert.deepEqual(all.Datapoints?.map(({ Unit }) => Unit).toSorted(), ["Bytes", "Seconds"]);
    const { Datapoints } = await cloudwatch.call("GetMetricStatistics", { ...REQUEST, Unit: "Bytes" });
    assert.deepEqual(
      Datapoints?.map(({ Sum }) => Sum),
      [2],
    );
  });

  // Source of the words: answers of AWS in public issue threads, November 2026.
  test("refuses more than 1,440 data points", () =>
    refuses(
      { StartTime: new Date(END.getTime() - 2 * DAY_MS) },
      {
        code: "InvalidParameterCombination",
        message:
          "You have requested up to 2,880 datapoints, which exceeds the limit of 1,440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.",
      },
    ));

  test("refuses a start that is not before the end", () =>
    refuses({ EndTime: START }, { message: "The parameter StartTime must be less than the parameter EndTime." }));

  test("refuses other periods, statistics that are none, and none at all", async () => {
    await refuses({ Period: 45 }, { code: "InvalidParameterValue" });
    await refuses({ ExtendedStatistics: ["p200"] }, { code: "InvalidParameterValue" });
    await refuses({ Statistics: undefined }, { message: "Must specify either Statistics or ExtendedStatistics" });
  });
});

const stat = (Id: string) => ({
  Id,
  MetricStat: { Metric: { Namespace: "N", MetricName: "M" }, Period: 60, Stat: "Sum" },
});

const request = (change: Partial<GetMetricDataInput>): GetMetricDataInput => ({
  StartTime: START,
  EndTime: END,
  MetricDataQueries: [stat("m")],
  ...change,
});

const refusesQueries = async (queries: GetMetricDataInput["MetricDataQueries"], message: RegExp) => {
  await using cloudwatch = await startCloudwatch();
  const asked = cloudwatch.call("GetMetricData", request({ MetricDataQueries: queries }));
  await assert.rejects(asked, { code: "ValidationError", message });
};

describe("GetMetricData", () => {
  test("answers the newest first, unless asked otherwise", async () => {
    await using cloudwatch = await startCloudwatch();
    await cloudwatch.put(1, START.getTime());
    await cloudwatch.put(2, START.getTime() + MINUTE_MS);
    const newest = await cloudwatch.call("GetMetricData", request({}));
    assert.deepEqual(newest.MetricDataResults?.[0]?.Values, [2, 1]);
    const oldest = await cloudwatch.call("GetMetricData", request({ ScanBy: "TimestampAscending" }));
    assert.deepEqual(oldest.MetricDataResults?.[0]?.Values, [1, 2]);
  });

  test("pages through values", async () => {
    await using cloudwatch = await startCloudwatch();
    for (const minute of [0, 1, 2]) await cloudwatch.put(minute, START.getTime() + minute * MINUTE_MS);
    const first = await cloudwatch.call("GetMetricData", request({ MaxDatapoints: 2 }));
    assert.deepEqual(first.MetricDataResults?.[0]?.Values, [2, 1]);
    assert.equal(first.MetricDataResults?.[0]?.StatusCode, "PartialData");
    const rest = await cloudwatch.call("GetMetricData", request({ MaxDatapoints: 2, NextToken: first.NextToken }));
    assert.deepEqual(rest.MetricDataResults?.[0]?.Values, [0]);
    assert.equal(rest.NextToken, undefined);
  });

  test("computes expressions from each other, and answers only what is asked for", async () => {
    await using cloudwatch = await startCloudwatch();
    await cloudwatch.put(4, START.getTime());
    const MetricDataQueries = [
      { Id: "fourfold", Expression: "twice * 2" },
      { Id: "twice", Expression: "m * 2", ReturnData: false },
      { ...stat("m"), ReturnData: false },
    ];
    const { MetricDataResults } = await cloudwatch.call("GetMetricData", request({ MetricDataQueries }));
    assert.deepEqual(
      MetricDataResults?.map(({ Id, Values }) => [Id, Values]),
      [["fourfold", [16]]],
    );
  });

  test("refuses queries that mean nothing", async () => {
    await refusesQueries([stat("M")], /^The value for parameter MetricDataQueries.member.1.Id is not matching/);
    await refusesQueries([stat("m"), stat("m")], /^The values for parameter id in MetricDataQueries are not unique.$/);
    await refusesQueries(
      [{ ...stat("m"), Period: 60 }],
      /^The parameters MetricDataQueries.member.1.Period and MetricDataQueries.member.1.MetricStat are mutually/,
    );
    await refusesQueries([{ Id: "e" }], /Expression or MetricDataQueries.member.1.MetricStat must be specified/);
    await refusesQueries([{ Id: "e", Expression: "e + 1" }], /refers to itself/);
    await refusesQueries([{ Id: "e", Expression: "SELECT AVG(x)" }], /Metrics Insights queries are not supported/);
    await refusesQueries(
      [{ Id: "e", Expression: "ANOMALY_DETECTION_BAND(m)" }],
      /ANOMALY_DETECTION_BAND is not supported/,
    );
  });

  test("refuses ranges that nobody could read", async () => {
    await using cloudwatch = await startCloudwatch();
    const StartTime = new Date(START.getTime() - 400 * DAY_MS);
    await assert.rejects(cloudwatch.call("GetMetricData", request({ StartTime })), { code: "ValidationError" });
  });
});

const ofShop = (Shop: string) => ({ MetricName: "M", Value: 1, Dimensions: [{ Name: "Shop", Value: Shop }] });

const valueOf = (MetricName: string, dimensions: Readonly<Record<string, string>>, Value: number) => ({
  MetricName,
  Dimensions: Object.entries(dimensions).map(([Name, dimension]) => ({ Name, Value: dimension })),
  Value,
});

const startWithErrors = async () => {
  const cloudwatch = await startCloudwatch();
  await cloudwatch.call("PutMetricData", {
    Namespace: "Shop",
    MetricData: [
      valueOf("Errors", { Page: "cart" }, 1),
      valueOf("Errors", { Page: "payByCard" }, 2),
      valueOf("Errors", { Page: "cart", Region: "north" }, 4),
      valueOf("Visits", { Page: "cart" }, 8),
    ],
  });
  return cloudwatch;
};

/** What is found, as `label: value`. */
const found = async (Expression: string, Label?: string): Promise<readonly string[]> => {
  await using cloudwatch = await startWithErrors();
  const MetricDataQueries = [{ Id: "q", Expression, Label }];
  const { MetricDataResults = [] } = await cloudwatch.call("GetMetricData", request({ MetricDataQueries }));
  return MetricDataResults.map((result) => `${result.Label}: ${result.Values?.join()}`);
};

describe("SEARCH in GetMetricData", () => {
  test("finds the metrics of a namespace with exactly these dimensions, each under what tells it apart", async () => {
    assert.deepEqual(await found(`SEARCH('{Shop,Page} MetricName="Errors"', 'Sum', 60)`), ["cart: 1", "payByCard: 2"]);
    assert.deepEqual(await found("SEARCH('{Shop,Page}', 'Sum', 60)"), [
      "cart Errors: 1",
      "payByCard Errors: 2",
      "cart Visits: 8",
    ]);
    assert.deepEqual(await found(`SEARCH('{Shop,Region,Page} Errors', 'Sum')`), ["Errors: 4"]);
    assert.deepEqual(await found("SEARCH('{Other,Page}', 'Sum', 60)"), []);
  });

  test("finds words whatever their case and place, and what is in quotes as it is", async () => {
    assert.deepEqual(await found("SEARCH('{Shop,Page} errors CARD', 'Sum', 60)"), ["Errors: 2"]);
    assert.deepEqual(await found(`SEARCH('{Shop,Page} "card"', 'Sum', 60)`), []);
    assert.deepEqual(await found(`SEARCH('{Shop,Page} Page="payByCard"', 'Sum', 60)`), ["Errors: 2"]);
    assert.deepEqual(await found(`SEARCH('Shop Page=("cart" OR pay) NOT Visits Region="north"', 'Sum', 60)`), [
      "Errors: 4",
    ]);
  });

  test("is computed with, and named as it is asked to be", async () => {
    assert.deepEqual(await found(`SUM(SEARCH('{Shop,Page} MetricName="Errors"', 'Sum', 60))`), ["q: 3"]);
    assert.deepEqual(await found(`SEARCH('{Shop,Page} Visits', 'Sum', 60)`, "all"), ["all: 8"]);
  });

  test("is refused when it is none", async () => {
    const message = "Error in expression 'q': SEARCH takes a search, a statistic and a period";
    await assert.rejects(found("SEARCH('{Shop', 'Sum', 60)"), { code: "ValidationError", message });
    await assert.rejects(found("SEARCH('', 'Sum', 60)"), { message });
    await assert.rejects(found("SEARCH('{Shop,Page} {Shop', 'Sum', 60)"), { message });
    await assert.rejects(found("SEARCH('a OR', 'Sum', 60)"), { message });
    await assert.rejects(found("SEARCH('Shop', 'Sum', 61)"), { message });
    await assert.rejects(found("SEARCH(Shop)"), { message });
    await assert.rejects(found(`SEARCH('${"(".repeat(60)}a${")".repeat(60)}', 'Sum', 60)`), { message });
  });
});

describe("ListMetrics", () => {
  test("finds by namespace, name and dimensions", async () => {
    await using cloudwatch = await startCloudwatch();
    await cloudwatch.call("PutMetricData", { Namespace: "A", MetricData: [ofShop("north"), ofShop("south")] });
    await cloudwatch.put(1);
    const count = async (input: object) => (await cloudwatch.call("ListMetrics", input)).Metrics?.length;
    assert.equal(await count({}), 3);
    assert.equal(await count({ Namespace: "A" }), 2);
    assert.equal(await count({ Dimensions: [{ Name: "Shop" }] }), 2);
    assert.equal(await count({ Dimensions: [{ Name: "Shop", Value: "south" }] }), 1);
    assert.equal(await count({ MetricName: "Other" }), 0);
  });

  test("forgets metrics without data for two weeks, and for three hours when asked to", async () => {
    await using cloudwatch = await startCloudwatch();
    await cloudwatch.put(1);
    await cloudwatch.clock.advance(4 * HOUR_MS);
    assert.equal((await cloudwatch.call("ListMetrics", {})).Metrics?.length, 1);
    assert.equal((await cloudwatch.call("ListMetrics", { RecentlyActive: "PT3H" })).Metrics?.length, 0);
  });

  test("pages by 500", async () => {
    await using cloudwatch = await startCloudwatch();
    const MetricData = Array.from({ length: 501 }, (_, at) => ({ MetricName: `M${at}`, Value: 1 }));
    await cloudwatch.call("PutMetricData", { Namespace: "N", MetricData });
    const first = await cloudwatch.call("ListMetrics", {});
    const second = await cloudwatch.call("ListMetrics", { NextToken: first.NextToken });
    assert.deepEqual([first.Metrics?.length, second.Metrics?.length, second.NextToken], [500, 1, undefined]);
    await assert.rejects(cloudwatch.call("ListMetrics", { NextToken: "mine" }), { code: "InvalidNextToken" });
  });
});
