import type { Account } from "../../../aws/account.ts";
import { type Charge, chargesOf } from "../model/cost.ts";
import { type MemoryAdvice, memoryAdvice } from "../model/memory-advice.ts";
import type { PriceTable } from "../model/price-table.ts";
import type { Usage } from "../model/usage.ts";
import type { UsageStore } from "../store/usage-store.ts";
import type { BudgetState } from "./budget.ts";

/** What functions used and what that costs, as it is sent to whoever asks. */
export interface CostReport {
  readonly currency: string;
  readonly accountId: string;
  readonly region: string;
  /** Days included, in UTC. */
  readonly fromDay: string;
  readonly toDay: string;
  readonly lines: readonly CostLine[];
  readonly memoryAdvice: readonly MemoryAdvice[];
  /** Absent without a budget. */
  readonly budget: BudgetState | undefined;
}

/** One day of one version with one set of settings. */
interface CostLine {
  readonly usage: Usage;
  readonly charges: readonly Charge[];
  readonly cost: number;
  /** Of the function as it is now; empty when it is gone. */
  readonly tags: Readonly<Record<string, string>>;
}

export const costReport = async (
  days: { readonly fromDay: string; readonly toDay: string },
  parts: {
    readonly store: UsageStore;
    readonly prices: PriceTable;
    readonly account: Account;
    readonly budget: BudgetState | undefined;
  },
): Promise<CostReport> => {
  const { store, prices, account, budget } = parts;
  const usages = await store.read(days.fromDay, days.toDay);
  const tags = await store.functionTags();
  const lines = usages.map((usage) => {
    const charges = chargesOf(usage, prices);
    const cost = charges.reduce((total, charge) => total + charge.cost, 0);
    return { usage, charges, cost, tags: tags.get(usage.functionName) ?? {} };
  });
  return {
    currency: prices.currency,
    accountId: account.accountId,
    region: account.region,
    ...days,
    lines,
    memoryAdvice: memoryAdvice(usages, prices),
    budget,
  };
};
