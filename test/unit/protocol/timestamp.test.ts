import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MalformedInput } from "../../../src/protocol/malformed-input.ts";
import { dateFromSeconds, formatTimestamp, parseTimestamp } from "../../../src/protocol/timestamp.ts";

const at = new Date("2026-01-02T03:04:05.500Z");

describe("parseTimestamp", () => {
  test("takes ISO 8601 with a fraction and an offset", () => {
    assert.deepEqual(parseTimestamp("2026-01-02T05:04:05.5+02:00"), at);
  });

  test("takes the date of HTTP headers", () => {
    assert.deepEqual(parseTimestamp("Fri, 02 Jan 2026 03:04:05 GMT"), new Date("2026-01-02T03:04:05Z"));
  });

  test("takes seconds since the epoch, with a fraction or an exponent", () => {
    assert.deepEqual(parseTimestamp("1767323045.5"), at);
    assert.deepEqual(parseTimestamp("1.7673230455E9"), at);
    assert.deepEqual(parseTimestamp("-1"), new Date(-1000));
  });

  test("refuses what only a lenient parser takes for a date", () => {
    assert.throws(() => parseTimestamp("2026-01-02"), MalformedInput);
    assert.throws(() => parseTimestamp("January 2, 2026"), MalformedInput);
    assert.throws(() => parseTimestamp("2026-13-45T00:00:00Z"), MalformedInput);
    assert.throws(() => parseTimestamp(""), MalformedInput);
  });
});

describe("dateFromSeconds", () => {
  test("keeps milliseconds exact", () => {
    assert.equal(dateFromSeconds(1767323045.123).getTime(), 1767323045123);
  });

  test("refuses seconds beyond every calendar", () => {
    assert.throws(() => dateFromSeconds(1e18), MalformedInput);
  });
});

describe("formatTimestamp", () => {
  test("writes each format, leaving out an empty fraction", () => {
    assert.equal(formatTimestamp(at, "iso8601"), "2026-01-02T03:04:05.500Z");
    assert.equal(formatTimestamp(new Date(0), "iso8601"), "1970-01-01T00:00:00Z");
    assert.equal(formatTimestamp(at, "rfc822"), "Fri, 02 Jan 2026 03:04:05 GMT");
    assert.equal(formatTimestamp(at, "unixTimestamp"), "1767323045.5");
  });
});
