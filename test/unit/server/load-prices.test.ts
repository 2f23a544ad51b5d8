import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { loadPrices } from "../../../src/server/load-prices.ts";
import { AWS_PRICES } from "../../../src/services/lambda/model/price-table.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const load = (content: string) => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "prices.json");
  writeFileSync(path, content);
  return loadPrices(path);
};

describe("prices", () => {
  test("are AWS's unless a file says otherwise", () => {
    assert.equal(loadPrices(""), AWS_PRICES);
    const own = load('{"currency": "EUR", "perGbSecond": {"x86_64": 1, "arm64": 0.5}}');
    assert.deepEqual(own, { ...AWS_PRICES, currency: "EUR", perGbSecond: { x86_64: 1, arm64: 0.5 } });
  });

  test("are refused with all their problems at once", () => {
    const content = '{"currency": "euro", "perGbSecond": {"x86_64": 1}, "perStreamedGb": -1, "perCall": 1}';
    assert.throws(() => load(content), {
      code: "PRICES_INVALID",
      message:
        /perCall: is no price\ncurrency: must be three.*\nperGbSecond: must be .*\nperStreamedGb: must be a number/,
    });
    assert.throws(() => load("[]"), { code: "PRICES_INVALID" });
    assert.throws(() => loadPrices("/nowhere/prices.json"), { code: "PRICES_INVALID" });
  });
});
