import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { baselineOf } from "../../../../bench/figures/baseline-of.ts";
import { compare } from "../../../../bench/figures/compare.ts";

const WARM = "warm p50 / echo";
const THROUGHPUT = "16 clients, 8 environments / echo";
const BASELINE = { [WARM]: { ratio: 4, noise: 0.1 }, [THROUGHPUT]: { ratio: 0.5, noise: 0.1 } };

describe("Ratios beside those that were reached", () => {
  test("are held within their noise", () => {
    assert.deepEqual(compare({ [WARM]: 4.3, [THROUGHPUT]: 0.46 }, BASELINE, 1).lost, []);
  });

  test("are lost when they are worse by more than it", () => {
    assert.deepEqual(compare({ [WARM]: 4.5, [THROUGHPUT]: 0.44 }, BASELINE, 1).lost, [WARM, THROUGHPUT]);
  });

  test("are not lost when they are better by more than it", () => {
    const { lost, table } = compare({ [WARM]: 2, [THROUGHPUT]: 0.9 }, BASELINE, 1);
    assert.deepEqual(lost, []);
    assert.deepEqual(
      table.rows.map((row) => row.at(-1)),
      ["better", "better"],
    );
  });

  test("have more noise in a quick run", () => {
    assert.deepEqual(compare({ [WARM]: 4.7 }, BASELINE, 1).lost, [WARM]);
    assert.deepEqual(compare({ [WARM]: 4.7 }, BASELINE, 2).lost, []);
  });

  test("that nobody reached before are only shown", () => {
    const { lost, table } = compare({ [WARM]: 40 }, {}, 1);
    assert.deepEqual(lost, []);
    assert.deepEqual(table.rows, [[WARM, "40", "-", "-", "new"]]);
  });

  test("that were not measured this time are not lost, but said to be missing", () => {
    const { lost, table } = compare({ [WARM]: 4 }, BASELINE, 1);
    assert.deepEqual(lost, []);
    assert.deepEqual(
      table.rows.map((row) => row.at(-1)),
      ["held", "not measured"],
    );
  });
});

describe("A baseline", () => {
  test("is the middle of several runs, with half more noise than they show", () => {
    assert.deepEqual(baselineOf([{ a: 4 }, { a: 5 }, { a: 4.5 }]), { a: { ratio: 4.5, noise: 0.17 } });
  });

  test("has some noise even when runs agree", () => {
    assert.deepEqual(baselineOf([{ a: 4 }, { a: 4 }, { a: 4 }]), { a: { ratio: 4, noise: 0.1 } });
  });

  test("has more where one run or two cannot show any", () => {
    assert.deepEqual(baselineOf([{ a: 4 }]), { a: { ratio: 4, noise: 0.25 } });
  });

  test("takes a ratio that only some runs have", () => {
    assert.deepEqual(baselineOf([{ a: 4 }, {}, { a: 4 }]), { a: { ratio: 4, noise: 0.25 } });
  });
});
