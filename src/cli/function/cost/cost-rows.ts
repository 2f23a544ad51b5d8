import type { CostReport } from "./cost-report.ts";
import type { CostGroup } from "./group-costs.ts";

/** Groups as a table has them. */
export const costRows = (
  { currency }: Pick<CostReport, "currency">,
  groups: readonly CostGroup[],
): readonly Readonly<Record<string, string | number>>[] =>
  groups.map(({ name, invocations, errors, coldStarts, billedMs, provisionedCost, snapshotCost, cost }) => ({
    Name: name,
    Invocations: invocations,
    Errors: errors,
    ColdStarts: coldStarts,
    BilledSeconds: billedMs / 1_000,
    ProvisionedCost: provisionedCost,
    SnapshotCost: snapshotCost,
    Cost: cost,
    Currency: currency,
  }));
