import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/log.ts";
import type { MetricWriter } from "../../cloudwatch/contract.ts";
import { costOf } from "../model/cost.ts";
import type { PriceTable } from "../model/price-table.ts";
import { type Usage, utcDay } from "../model/usage.ts";
import type { UsageStore } from "../store/usage-store.ts";

/** Shares of the budget at which the operator is told, once a month each. */
const WARN_AT_SHARES = [0.8, 1];

export interface BudgetState {
  /** `YYYY-MM` in UTC. */
  readonly month: string;
  readonly limit: number;
  readonly spent: number;
  readonly currency: string;
  /** Whether invocations are refused once the limit is reached. */
  readonly throttles: boolean;
}

/**
 * What all functions together may cost in a month. Reaching it is told in the server's log and by the metrics
 * `EstimatedCharges` and `BudgetUsed` of the namespace `Lambkin/Cost`, on which alarms can be put.
 */
export class Budget {
  readonly #limit: number;
  readonly #throttles: boolean;
  readonly #prices: PriceTable;
  readonly #metrics: MetricWriter;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #month: string;
  #spent = 0;

  private constructor(options: Parameters<typeof Budget.open>[0]) {
    this.#limit = options.limit;
    this.#throttles = options.throttles;
    this.#prices = options.prices;
    this.#metrics = options.metrics;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#month = this.#currentMonth();
  }

  /** @param options.limit in the currency of the prices, above 0 */
  static async open(options: {
    readonly limit: number;
    readonly throttles: boolean;
    readonly prices: PriceTable;
    readonly store: Pick<UsageStore, "read">;
    readonly metrics: MetricWriter;
    readonly clock: Clock;
    readonly logger: Logger;
  }): Promise<Budget> {
    const budget = new Budget(options);
    const today = utcDay(options.clock.nowMs());
    budget.add(await options.store.read(`${budget.#month}-01`, today));
    return budget;
  }

  get state(): BudgetState {
    this.#turnMonth();
    const { currency } = this.#prices;
    return { month: this.#month, limit: this.#limit, spent: this.#spent, currency, throttles: this.#throttles };
  }

  /** Whether nothing more may run. Asked for each invocation. */
  get isExhausted(): boolean {
    if (!this.#throttles || this.#spent < this.#limit) return false;
    this.#turnMonth();
    return this.#spent >= this.#limit;
  }

  /** Usage of other months is none of this one's. */
  add(usages: readonly Usage[]): void {
    this.#turnMonth();
    const before = this.#spent;
    for (const usage of usages) if (usage.day.startsWith(this.#month)) this.#spent += costOf(usage, this.#prices);
    this.#record();
    for (const share of WARN_AT_SHARES) {
      const mark = share * this.#limit;
      if (before < mark && this.#spent >= mark) this.#warn(share);
    }
  }

  #warn(share: number): void {
    const { spent, limit, currency, month } = this.state;
    const consequence = share === 1 && this.#throttles ? "; invocations are refused until the month ends" : "";
    this.#logger.warn({ month, spent, limit, currency }, `${share * 100} % of the budget are spent${consequence}`);
  }

  #record(): void {
    const timestampMs = this.#clock.nowMs();
    const value = (metricName: string, unit: string, amount: number) => ({
      metric: { namespace: "Lambkin/Cost", metricName, dimensions: [] },
      unit,
      timestampMs,
      value: amount,
      resolutionSeconds: 60 as const,
    });
    this.#metrics.write([
      value("EstimatedCharges", "None", this.#spent),
      value("BudgetUsed", "Percent", (this.#spent / this.#limit) * 100),
    ]);
  }

  #turnMonth(): void {
    const month = this.#currentMonth();
    if (month === this.#month) return;
    this.#month = month;
    this.#spent = 0;
  }

  #currentMonth(): string {
    return utcDay(this.#clock.nowMs()).slice(0, 7);
  }
}
