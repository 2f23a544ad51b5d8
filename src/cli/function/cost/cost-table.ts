import type { CostReport } from "./cost-report.ts";
import type { CostGroup } from "./group-costs.ts";

/** For people: the groups, their total, the budget, and what memory would be cheaper. */
export const costTable = (report: CostReport, groups: readonly CostGroup[]): string => {
  const { fromDay, toDay, currency } = report;
  if (groups.length === 0) return `nothing ran from ${fromDay} to ${toDay}\n`;
  const total = groups.reduce((sum, { cost }) => sum + cost, 0);
  const rows = [
    ["", "invocations", "errors", "billed s", "provisioned", "snapshots", `cost ${currency}`],
    ...groups.map((group) => [
      group.name,
      String(group.invocations),
      String(group.errors),
      (group.billedMs / 1_000).toFixed(1),
      money(group.provisionedCost),
      money(group.snapshotCost),
      money(group.cost),
    ]),
  ];
  const lines = [`${fromDay} to ${toDay}, ${money(total)} ${currency}`, ...aligned(rows), ...notes(report)];
  return `${lines.join("\n")}\n`;
};

const notes = ({ budget, memoryAdvice, currency }: CostReport): readonly string[] => {
  const ofBudget =
    budget === undefined
      ? []
      : [`budget of ${budget.month}: ${money(budget.spent)} of ${money(budget.limit)} ${currency} spent`];
  const advice = memoryAdvice.flatMap(({ functionName, measured, cheapestMemoryMiB, smallestMemoryMiB }) => {
    const used = measured.at(-1)?.memoryMiB;
    if (cheapestMemoryMiB === undefined || smallestMemoryMiB === undefined || used === undefined) return [];
    if (measured.length > 1) return [`${functionName}: cheapest with ${cheapestMemoryMiB} MB of the sizes it ran with`];
    return smallestMemoryMiB < used
      ? [`${functionName}: has ${used} MB and would fit into ${smallestMemoryMiB} MB; try whether that is cheaper`]
      : [];
  });
  return [...ofBudget, ...advice];
};

/** The first column to the left, figures to the right. */
const aligned = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, at) => Math.max(cell.length, widest[at] ?? 0)),
    [],
  );
  return rows.map((row) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join("  "),
  );
};

/** Costs of single functions are small: at least two digits of them are shown. */
const money = (amount: number): string =>
  amount === 0 || amount >= 1 ? amount.toFixed(2) : amount.toFixed(Math.min(Math.ceil(-Math.log10(amount)) + 1, 12));
