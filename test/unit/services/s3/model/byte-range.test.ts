import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseRange } from "../../../../../src/services/s3/model/byte-range.ts";

const INVALID = { code: "InvalidRange", statusCode: 416 };

describe("parseRange", () => {
  test("reads first and last byte, an open end, and a count from the end", () => {
    assert.deepEqual(parseRange("bytes=2-4", 10), { start: 2, end: 4 });
    assert.deepEqual(parseRange("bytes=7-", 10), { start: 7, end: 9 });
    assert.deepEqual(parseRange("bytes=-3", 10), { start: 7, end: 9 });
  });

  test("ends where the object ends", () => {
    assert.deepEqual(parseRange("bytes=8-100", 10), { start: 8, end: 9 });
    assert.deepEqual(parseRange("bytes=-100", 10), { start: 0, end: 9 });
  });

  test("takes what makes no sense, or asks for several parts, as no range", () => {
    assert.equal(parseRange(undefined, 10), undefined);
    assert.equal(parseRange("bytes=4-2", 10), undefined);
    assert.equal(parseRange("bytes=0-1,3-4", 10), undefined);
    assert.equal(parseRange("lines=0-1", 10), undefined);
  });

  test("refuses a range that begins behind the end", () => {
    assert.throws(() => parseRange("bytes=10-", 10), INVALID);
    assert.throws(() => parseRange("bytes=0-", 0), INVALID);
    assert.throws(() => parseRange("bytes=-0", 10), INVALID);
  });
});
