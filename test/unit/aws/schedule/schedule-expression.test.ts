import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseSchedule } from "../../../../src/aws/schedule/schedule-expression.ts";

/** The next moment after another one, both as ISO 8601 writes them. */
const next = (expression: string, after: string, timeZone = "UTC"): string | undefined => {
  const epochMs = parseSchedule(expression, { timeZone, startMs: 0 }).nextAfter(Date.parse(after));
  return epochMs === undefined ? undefined : new Date(epochMs).toISOString();
};

const refused = (expression: string, problem: RegExp): void => {
  assert.throws(() => parseSchedule(expression, { timeZone: "UTC", startMs: 0 }), problem);
};

describe("a schedule", () => {
  test("happens once, at a time", () => {
    assert.equal(next("at(2026-03-01T08:30:15)", "2026-03-01T08:30:14Z"), "2026-03-01T08:30:15.000Z");
    assert.equal(next("at(2026-03-01T08:30:15)", "2026-03-01T08:30:15Z"), undefined);
    assert.equal(next("at(2026-07-01T08:00:00)", "2026-01-01T00:00:00Z", "Europe/Berlin"), "2026-07-01T06:00:00.000Z");
  });

  test("happens at a rate, counted from its start", () => {
    const schedule = parseSchedule("rate(5 minutes)", { timeZone: "UTC", startMs: 1_000 });
    assert.equal(schedule.nextAfter(0), 301_000);
    assert.equal(schedule.nextAfter(301_000), 601_000);
    assert.equal(schedule.nextAfter(450_000), 601_000);
  });

  test("refuses what is none", () => {
    refused("every day", /neither/);
    refused("rate(1 minutes)", /rate wants/);
    refused("rate(5 minute)", /rate wants/);
    refused("rate(0 minutes)", /rate wants/);
    refused("at(tomorrow)", /at wants/);
    refused("at(2026-02-30T00:00:00)", /no such time/);
    refused("cron(0 8 * * ? )", /5 fields/);
    refused("cron(0 8 * * * *)", /must be \?/);
    refused("cron(60 8 ? * MON *)", /'60' is not from 0 to 59/);
    refused("cron(5-1 8 ? * MON *)", /names no value/);
    assert.throws(() => parseSchedule("cron(0 8 ? * MON *)", { timeZone: "Mars/Olympus", startMs: 0 }), RangeError);
  });
});

describe("a cron schedule", () => {
  test("is met by lists, ranges, steps and words", () => {
    assert.equal(next("cron(0/15 8-9 ? * MON-FRI *)", "2026-01-02T09:46:00Z"), "2026-01-05T08:00:00.000Z");
    assert.equal(next("cron(10,40 6 1 JAN,JUL ? 2026-2027)", "2026-01-01T06:10:00Z"), "2026-01-01T06:40:00.000Z");
    assert.equal(next("cron(10,40 6 1 JAN,JUL ? 2026-2027)", "2026-01-01T06:40:00Z"), "2026-07-01T06:10:00.000Z");
    assert.equal(next("cron(*/20 * * * ? *)", "2026-01-01T23:40:00Z"), "2026-01-02T00:00:00.000Z");
  });

  test("counts the days of a week from Sunday", () => {
    assert.equal(next("cron(0 0 ? * 1 *)", "2026-01-01T00:00:00Z"), "2026-01-04T00:00:00.000Z");
    assert.equal(next("cron(0 0 ? * L *)", "2026-01-01T00:00:00Z"), "2026-01-03T00:00:00.000Z");
  });

  test("knows last days, nearest weekdays and the n-th weekday of a month", () => {
    assert.equal(next("cron(0 0 L * ? *)", "2026-02-01T00:00:00Z"), "2026-02-28T00:00:00.000Z");
    assert.equal(next("cron(0 0 LW * ? *)", "2026-01-31T00:00:00Z"), "2026-02-27T00:00:00.000Z");
    assert.equal(next("cron(0 0 1W * ? *)", "2026-01-31T00:00:00Z"), "2026-02-02T00:00:00.000Z");
    assert.equal(next("cron(0 0 15W * ? *)", "2026-03-01T00:00:00Z"), "2026-03-16T00:00:00.000Z");
    assert.equal(next("cron(0 0 ? * 6L *)", "2026-01-01T00:00:00Z"), "2026-01-30T00:00:00.000Z");
    assert.equal(next("cron(0 0 ? * MON#2 *)", "2026-01-01T00:00:00Z"), "2026-01-12T00:00:00.000Z");
  });

  test("waits for a leap year, and ends with its years", () => {
    assert.equal(next("cron(0 0 29 2 ? *)", "2026-01-01T00:00:00Z"), "2028-02-29T00:00:00.000Z");
    assert.equal(next("cron(0 0 1 1 ? 2026)", "2026-01-01T00:00:00Z"), undefined);
  });

  test("follows the clocks of its time zone, without a time that they skip", () => {
    const daily = "cron(30 2 * * ? *)";
    assert.equal(next(daily, "2026-03-27T12:00:00Z", "Europe/Berlin"), "2026-03-28T01:30:00.000Z");
    assert.equal(next(daily, "2026-03-28T12:00:00Z", "Europe/Berlin"), "2026-03-30T00:30:00.000Z");
    assert.equal(next(daily, "2026-10-24T12:00:00Z", "Europe/Berlin"), "2026-10-25T00:30:00.000Z");
    assert.equal(next(daily, "2026-10-25T00:30:00Z", "Europe/Berlin"), "2026-10-26T01:30:00.000Z");
  });
});
