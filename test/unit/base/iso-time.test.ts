import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isoTime } from "../../../src/base/iso-time.ts";

describe("a moment in ISO 8601", () => {
  test("is what JavaScript says, for one after the other and for fractions", () => {
    const secondMs = Date.UTC(2026, 10, 23, 12, 59, 59);
    assert.equal(isoTime(secondMs), "2026-11-23T12:59:59.000Z");
    assert.equal(isoTime(secondMs + 7.9), "2026-11-23T12:59:59.007Z");
    assert.equal(isoTime(secondMs + 999), "2026-11-23T12:59:59.999Z");
    assert.equal(isoTime(secondMs + 1_000), "2026-11-23T13:00:00.000Z");
    assert.equal(isoTime(secondMs), "2026-11-23T12:59:59.000Z");
  });
});
