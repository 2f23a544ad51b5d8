import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { budgetTable } from "../../../../bench/figures/budgets.ts";

const verdictOn = (name: string, figures: Readonly<Record<string, number>>): string | undefined =>
  budgetTable(figures)
    .rows.find(([row]) => row === name)
    ?.at(-1);

const throughput = (perSecond: number) => ({ "throughput.16 clients, 8 environments": perSecond });

describe("Budgets", () => {
  test("are held by what is no more than they allow", () => {
    assert.equal(verdictOn("warm, one client, p50", { "warm.lambkin.p50Ms": 0.3 }), "held");
  });

  test("are missed by what is more, and say so", () => {
    assert.equal(verdictOn("warm, one client, p50", { "warm.lambkin.p50Ms": 0.31 }), "missed");
  });

  test("of a rate are missed by what is less", () => {
    assert.equal(verdictOn("warm, 16 clients, 8 environments", throughput(12_000)), "held");
    assert.equal(verdictOn("warm, 16 clients, 8 environments", throughput(11_999)), "missed");
  });

  test("are neither when nothing was measured", () => {
    assert.equal(verdictOn("warm, one client, p50", {}), "not measured");
  });
});
