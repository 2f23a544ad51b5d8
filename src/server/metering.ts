/** What functions use and cost: the meter, the budget, and the report of both. */
import type { Account } from "../aws/account.ts";
import type { WebRoute } from "../aws/service.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import { TaskGroup } from "../base/task-group.ts";
import type { MetricWriter } from "../services/cloudwatch/contract.ts";
import type { FunctionInvoker, InvocationObserver } from "../services/lambda/invoke/contract.ts";
import { Budget } from "../services/lambda/metering/budget.ts";
import { costReport } from "../services/lambda/metering/cost-report.ts";
import { costRoute } from "../services/lambda/metering/cost-route.ts";
import { InvocationJournal } from "../services/lambda/metering/invocation-journal.ts";
import { keepToBudget } from "../services/lambda/metering/keep-to-budget.ts";
import { UsageMeter } from "../services/lambda/metering/usage-meter.ts";
import { utcDay } from "../services/lambda/model/usage.ts";
import { type UsageDatabase, UsageStore } from "../services/lambda/store/usage-store.ts";
import type { Config } from "./config.ts";
import { loadPrices } from "./load-prices.ts";

const DAY_MS = 86_400_000;
const CLEAN_UP_EVERY_MS = 6 * 3_600_000;

export interface Metering extends AsyncDisposable {
  /** To be told of invocations. */
  readonly meter: UsageMeter;
  readonly webRoute: WebRoute;
  /** The same invoker, or one that keeps to the budget. */
  keepToBudget(invoker: FunctionInvoker, observer: InvocationObserver): FunctionInvoker;
}

/** @throws OperatorError for prices that cannot be read */
export const openMetering = async (parts: {
  readonly config: Config;
  readonly database: UsageDatabase;
  /** Where the records of invocations lie. */
  readonly directory: string;
  readonly metrics: MetricWriter;
  readonly account: Account;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<Metering> => {
  const { config, metrics, account, clock, logger } = parts;
  await using cleanup = new AsyncDisposableStack();
  const prices = loadPrices(config.prices);
  const store = await UsageStore.open(parts.database);
  const limit = Number(config.monthlyBudget);
  const throttles = config.budgetAction === "throttle";
  const budget = limit > 0 ? await Budget.open({ limit, throttles, prices, store, metrics, clock, logger }) : undefined;
  const journal = new InvocationJournal(parts.directory, logger);
  const onStored: Budget["add"] = (usages) => budget?.add(usages);
  const meter = cleanup.use(new UsageMeter({ store, journal, clock, logger, onStored }));
  const tasks = cleanup.use(new TaskGroup((error) => logger.error({ err: error }, "removing old usage failed")));
  const removeOld = async (): Promise<void> => {
    await journal.removeBefore(utcDay(clock.nowMs() - config.invocationRecordDays * DAY_MS));
    await store.removeBefore(utcDay(clock.nowMs() - config.usageDays * DAY_MS));
  };
  tasks.run(async (signal) => {
    // Each round is a task of its own: one that fails does not end the rest.
    for (; ; await clock.delay(CLEAN_UP_EVERY_MS, { signal })) tasks.run(removeOld);
  });
  const webRoute = costRoute({
    nowMs: () => clock.nowMs(),
    report: async (days) => {
      await meter.flush();
      return costReport(days, { store, prices, account, budget: budget?.state });
    },
  });
  const owned = cleanup.move();
  return {
    meter,
    webRoute,
    keepToBudget: (invoker, observer) =>
      budget !== undefined && throttles ? keepToBudget(invoker, budget, observer) : invoker,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
};
