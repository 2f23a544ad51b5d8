import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { embeddedMetrics } from "../../../../../src/services/cloudwatch/model/embedded-metrics.ts";

const NOW_MS = Date.UTC(2026, 0, 1);

/** A log line in the format, with parts replaced. */
const line = (directive: object, root: object = {}, Timestamp: unknown = NOW_MS): string =>
  JSON.stringify({
    _aws: {
      Timestamp,
      CloudWatchMetrics: [
        { Namespace: "N", Dimensions: [["Shop"]], Metrics: [{ Name: "Time", Unit: "Milliseconds" }], ...directive },
      ],
    },
    Shop: "north",
    Time: 5,
    ...root,
  });

const told = (message: string) =>
  embeddedMetrics(message, NOW_MS).map(({ metric: { metricName, dimensions }, unit, value }) => ({
    metricName,
    dimensions: dimensions.map(({ name, value: of }) => `${name}=${of}`).join(),
    unit,
    value,
  }));

describe("the embedded metric format", () => {
  test("names metrics, whose values and dimensions are members of the line", () => {
    assert.deepEqual(embeddedMetrics(line({}), NOW_MS), [
      {
        metric: { namespace: "N", metricName: "Time", dimensions: [{ name: "Shop", value: "north" }] },
        unit: "Milliseconds",
        timestampMs: NOW_MS,
        resolutionSeconds: 60,
        value: 5,
      },
    ]);
  });

  test("has several values, sets of dimensions and resolutions", () => {
    const message = line(
      { Dimensions: [["Shop"], ["Shop", "Till"], []], Metrics: [{ Name: "Time", StorageResolution: 1 }] },
      { Till: "3", Time: [1, 2] },
    );
    assert.deepEqual(
      told(message).map(({ dimensions, value }) => `${dimensions} ${value}`),
      ["Shop=north 1", "Shop=north,Till=3 1", " 1", "Shop=north 2", "Shop=north,Till=3 2", " 2"],
    );
    assert.deepEqual(
      new Set(embeddedMetrics(message, NOW_MS).map(({ resolutionSeconds }) => resolutionSeconds)),
      new Set([1]),
    );
  });

  test("may stand behind what a runtime writes in front", () => {
    assert.equal(told(`2026-01-01T00:00:00.000Z\t8286a188\tINFO\t${line({})}`).length, 1);
  });

  test("is passed over where it is malformed", () => {
    const malformed = [
      "an ordinary line",
      '{"_aws": ',
      '{"_aws": 1}',
      '["_aws"]',
      line({}, {}, "now"),
      line({ Namespace: "" }),
      line({ Namespace: 4 }),
      line({ Metrics: "Time" }),
      line({ Metrics: [{ Name: "Time", Unit: "Fortnights" }] }),
      line({ Metrics: [{ Name: "Missing" }] }),
      line({}, { Time: "5" }),
      line({}, { Time: [1, "2"] }),
      line({}, { Shop: 7 }),
      line({ Dimensions: [["toString"]] }),
    ];
    assert.deepEqual(malformed.flatMap(told), []);
  });

  test("is passed over when it is too old, too far ahead, too much, or in a namespace that is not its own", () => {
    const hour = 3_600_000;
    const refused = [
      line({}, {}, NOW_MS - 15 * 24 * hour),
      line({}, {}, NOW_MS + 3 * hour),
      line({ Namespace: "AWS/Lambda" }),
      line({ Namespace: "Lambkin/Cost" }),
      line({ Metrics: Array.from({ length: 101 }, () => ({ Name: "Time" })) }),
      line({}, { Time: Array.from({ length: 101 }, () => 1) }),
      line({ Dimensions: [Array.from({ length: 31 }, (_, at) => `d${at}`)] }),
    ];
    assert.deepEqual(refused.flatMap(told), []);
  });

  test("makes a bounded number of values, whatever the line says", () => {
    const Metrics = Array.from({ length: 100 }, () => ({ Name: "Time" }));
    const directive = { Namespace: "N", Metrics, Dimensions: Array.from({ length: 30 }, () => []) };
    const CloudWatchMetrics = Array.from({ length: 50 }, () => directive);
    const message = JSON.stringify({ _aws: { Timestamp: NOW_MS, CloudWatchMetrics }, Time: 1 });
    assert.equal(embeddedMetrics(message, NOW_MS).length, 10_000);
    assert.deepEqual(told(line({ Dimensions: Array.from({ length: 31 }, () => []) })), []);
  });
});
