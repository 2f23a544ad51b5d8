import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CostLine, CostReport } from "../../../../src/cli/function/cost/cost-report.ts";
import { costTable } from "../../../../src/cli/function/cost/cost-table.ts";
import { csv } from "../../../../src/cli/function/cost/csv.ts";
import { focusRows } from "../../../../src/cli/function/cost/focus-rows.ts";
import { groupCosts } from "../../../../src/cli/function/cost/group-costs.ts";

const line = (change: Partial<CostLine["usage"]>, cost: number, tags: CostLine["tags"] = {}): CostLine => ({
  usage: {
    day: "2026-12-31",
    functionName: "hello",
    version: "1",
    architecture: "x86_64",
    memoryMiB: 128,
    invocations: 2,
    errors: 0,
    coldStarts: 0,
    billedMs: 500,
    provisionedMs: 0,
    ...change,
  },
  charges: [{ kind: "requests", quantity: 2, unit: "Requests", price: cost / 2, cost }],
  cost,
  tags,
});

const REPORT: CostReport = {
  currency: "USD",
  accountId: "000000000000",
  region: "us-east-1",
  fromDay: "2026-12-01",
  toDay: "2026-12-31",
  lines: [
    line({}, 1, { team: "blue" }),
    line({ version: "2" }, 2, { team: "blue" }),
    line({ functionName: "other", day: "2026-12-30" }, 5),
  ],
  memoryAdvice: [
    {
      functionName: "hello",
      architecture: "x86_64",
      measured: [{ memoryMiB: 512, costPerMillion: 1 }],
      cheapestMemoryMiB: 512,
      smallestMemoryMiB: 128,
    },
  ],
  budget: { month: "2026-12", limit: 10, spent: 8 },
};

const named = (...parameters: Parameters<typeof groupCosts>) =>
  groupCosts(...parameters).map(({ name, cost, invocations }) => [name, cost, invocations]);

describe("costs", () => {
  test("are summed up by function, version, tag or day", () => {
    assert.deepEqual(named(REPORT, "function", undefined), [
      ["other", 5, 2],
      ["hello", 3, 4],
    ]);
    assert.deepEqual(
      named(REPORT, "version", undefined).map(([name]) => name),
      ["other:1", "hello:2", "hello:1"],
    );
    assert.deepEqual(named(REPORT, "tag", "team"), [
      ["(untagged)", 5, 2],
      ["blue", 3, 4],
    ]);
    assert.deepEqual(
      named(REPORT, "day", undefined).map(([name]) => name),
      ["2026-12-30", "2026-12-31"],
    );
  });

  test("are told people in a table, with the budget and what else may help", () => {
    assert.equal(
      costTable(REPORT, groupCosts(REPORT, "function", undefined)),
      [
        "2026-12-01 to 2026-12-31, 8.00 USD",
        "       invocations  errors  billed s  provisioned  snapshots  cost USD",
        "other            2       0       0.5         0.00       0.00      5.00",
        "hello            4       0       1.0         0.00       0.00      3.00",
        "budget of 2026-12: 8.00 of 10.00 USD spent",
        "hello: has 512 MB and would fit into 128 MB; try whether that is cheaper",
        "",
      ].join("\n"),
    );
    assert.equal(costTable({ ...REPORT, lines: [] }, []), "nothing ran from 2026-12-01 to 2026-12-31\n");
  });

  test("have the columns of FOCUS", () => {
    const [row] = focusRows(REPORT);
    assert.deepEqual(
      [row?.["BillingPeriodStart"], row?.["BillingPeriodEnd"], row?.["ChargePeriodStart"], row?.["ChargePeriodEnd"]],
      ["2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z", "2026-12-31T00:00:00Z", "2027-01-01T00:00:00Z"],
    );
    assert.deepEqual([row?.["BilledCost"], row?.["ListUnitPrice"], row?.["Tags"]], [1, 0.5, '{"team":"blue"}']);
    assert.equal(row?.["ResourceId"], "arn:aws:lambda:us-east-1:000000000000:function:hello");
  });
});

describe("CSV", () => {
  test("quotes what must be, and writes small numbers out", () => {
    assert.equal(csv([{ Name: 'a"b,c', Cost: 2e-7 }]), 'Name,Cost\r\n"a""b,c",0.0000002\r\n');
  });

  test("never begins a cell as a formula does", () => {
    assert.equal(csv([{ Name: "=1+1" }]), "Name\r\n'=1+1\r\n");
  });
});
