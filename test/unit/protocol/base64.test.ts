import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decodeBase64 } from "../../../src/protocol/base64.ts";

describe("decodeBase64", () => {
  test("decodes with one, two and no padding", () => {
    assert.deepEqual(decodeBase64("AQ=="), Buffer.from([1]));
    assert.deepEqual(decodeBase64("AQI="), Buffer.from([1, 2]));
    assert.deepEqual(decodeBase64("+/8A"), Buffer.from([0xfb, 0xff, 0]));
    assert.deepEqual(decodeBase64(""), Buffer.alloc(0));
  });

  test("refuses a length that base64 cannot have", () => {
    assert.throws(() => decodeBase64("AQI"), /multiple of 4 bytes but found: 3/);
  });

  test("refuses characters that Node would pass over", () => {
    assert.throws(() => decodeBase64("AQ I"), /Invalid base64/);
    assert.throws(() => decodeBase64("A*I="), /Invalid base64/);
    assert.throws(() => decodeBase64("=+/="), /Invalid base64/);
    assert.throws(() => decodeBase64("AQ==AQ=="), /Invalid base64/);
  });

  test("refuses the alphabet of URLs", () => {
    assert.throws(() => decodeBase64("-_8A"), /Invalid base64/);
  });
});
