import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { silentLogger } from "../../../../src/base/log.ts";
import { MetricBuffer } from "../../../../src/services/cloudwatch/metric-buffer.ts";
import { openCloudwatchStore } from "../../../../src/services/cloudwatch/store/cloudwatch-store.ts";
import { openSqliteDatabase } from "../../../../src/storage/sqlite-database.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, startCloudwatch, statisticsOf } from "./start-cloudwatch.ts";

const METRIC = { namespace: "N", metricName: "M", dimensions: [] };

describe("a series of a metric", () => {
  test("counts into minutes, and is read at once", async () => {
    await using cloudwatch = await startCloudwatch();
    const { clock, writer } = cloudwatch;
    const startMs = clock.nowMs();
    const series = writer.series([METRIC], "Count");
    series.record(1);
    series.record(2);
    await clock.advance(MINUTE_MS);
    series.record(4);
    assert.deepEqual(await statisticsOf(cloudwatch, 60), [
      { atMs: startMs, Sum: 3, SampleCount: 2 },
      { atMs: startMs + MINUTE_MS, Sum: 4, SampleCount: 1 },
    ]);
  });

  test("goes on counting into a minute that was stored already", async () => {
    await using cloudwatch = await startCloudwatch();
    const series = cloudwatch.writer.series([METRIC], "Count");
    series.record(1);
    await statisticsOf(cloudwatch, 60);
    series.record(2);
    assert.deepEqual(
      (await statisticsOf(cloudwatch, 60)).map(({ Sum }) => Sum),
      [3],
    );
  });

  test("is stored ten seconds later by itself, and when the server stops", async () => {
    using directory = temporaryDirectory();
    {
      await using cloudwatch = await startCloudwatch({ directory: directory.path });
      const series = cloudwatch.writer.series([METRIC], "Count");
      series.record(1);
      await cloudwatch.clock.advance(10_000);
      const row = await cloudwatch.database.get("SELECT sum FROM cloudwatch_data_points");
      assert.deepEqual({ ...row }, { sum: 1 });
      series.record(5);
    }
    await using again = await startCloudwatch({ directory: directory.path });
    assert.deepEqual(
      (await statisticsOf(again, 60)).map(({ Sum }) => Sum),
      [6],
    );
  });

  test("of several metrics counts each value for all of them, and as it would for one", async () => {
    await using cloudwatch = await startCloudwatch();
    const { clock, writer } = cloudwatch;
    const startMs = clock.nowMs();
    const series = writer.series([METRIC, { ...METRIC, dimensions: [{ name: "A", value: "1" }] }], "Count");
    series.record(2);
    await clock.advance(MINUTE_MS);
    series.record(3);
    const inMinutes = [
      { atMs: startMs, Sum: 2, SampleCount: 1 },
      { atMs: startMs + MINUTE_MS, Sum: 3, SampleCount: 1 },
    ];
    assert.deepEqual(await statisticsOf(cloudwatch, 60), inMinutes);
    assert.deepEqual(await statisticsOf(cloudwatch, 60, startMs, [{ Name: "A", Value: "1" }]), inMinutes);
  });

  test("belongs to the same metric in whatever order its dimensions are given", async () => {
    await using cloudwatch = await startCloudwatch();
    const one = { name: "A", value: "1" };
    const other = { name: "B", value: "2" };
    cloudwatch.writer.series([{ ...METRIC, dimensions: [one, other] }], "Count").record(1);
    cloudwatch.writer.series([{ ...METRIC, dimensions: [other, one] }], "Count").record(1);
    const { Metrics } = await cloudwatch.call("ListMetrics", {});
    assert.equal(Metrics?.length, 1);
  });
});

describe("too many metrics", () => {
  test("are refused or dropped, but for the server's own", async () => {
    using directory = temporaryDirectory();
    await using database = await openSqliteDatabase({ path: join(directory.path, "lambkin.db") });
    const { metrics } = await openCloudwatchStore(database);
    const clock = new FakeClock();
    await using buffer = new MetricBuffer({ store: metrics, known: [], clock, logger: silentLogger, maxMetrics: 1 });
    const timestampMs = clock.nowMs();
    const of = (metricName: string) => ({ ...METRIC, metricName });
    const value = { unit: "None", timestampMs, resolutionSeconds: 60 as const, value: 1 };
    buffer.write([
      { ...value, metric: of("first") },
      { ...value, metric: of("second") },
    ]);
    const { value: _, ...slot } = value;
    const values = { sampleCount: 1, sum: 1, minimum: 1, maximum: 1, coarseness: 0, entries: [] };
    assert.equal(buffer.add([{ ...slot, metric: of("first"), values }]), true);
    assert.equal(buffer.add([{ ...slot, metric: of("third"), values }]), false);
    buffer.series([{ ...METRIC, namespace: "AWS/Lambda" }], "Count").record(1);
    await buffer.flush();
    const stored = await metrics.list({ activeSinceMs: 0 });
    assert.deepEqual(
      stored.map(({ namespace, metricName }) => `${namespace} ${metricName}`),
      ["AWS/Lambda M", "N first"],
    );
  });
});

describe("old data", () => {
  test("is joined into five minutes after 15 days, into hours after 63, and removed after 455", async () => {
    using directory = temporaryDirectory();
    const clock = new FakeClock();
    const startMs = clock.nowMs();
    {
      await using cloudwatch = await startCloudwatch({ directory: directory.path, clock });
      for (const minute of [0, 1, 7]) await cloudwatch.put(1, startMs + minute * MINUTE_MS);
    }
    const pointsAfter = async (days: number) => {
      await clock.advance(startMs + days * DAY_MS + HOUR_MS - clock.nowMs());
      await using cloudwatch = await startCloudwatch({ directory: directory.path, clock });
      // The first round begins with the server.
      await clock.advance(HOUR_MS);
      const sql = "SELECT resolution_seconds AS seconds, sum FROM cloudwatch_data_points ORDER BY starts_at_ms";
      return (await cloudwatch.database.all<{ seconds: number; sum: number }>(sql)).map(
        ({ seconds, sum }) => `${seconds} s: ${sum}`,
      );
    };
    assert.deepEqual(await pointsAfter(1), ["60 s: 1", "60 s: 1", "60 s: 1"]);
    assert.deepEqual(await pointsAfter(15), ["300 s: 2", "300 s: 1"]);
    assert.deepEqual(await pointsAfter(63), ["3600 s: 3"]);
    assert.deepEqual(await pointsAfter(456), []);
  });
});
