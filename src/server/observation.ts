/**
 * Everything that watches functions run: metrics in CloudWatch, metrics inside log lines, counts for Prometheus, and what
 * they use and cost.
 */
import type { Account } from "../aws/account.ts";
import type { WebRoute } from "../aws/service.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { RequestCounters } from "../gateway/request-metrics.ts";
import type { MetricWriter } from "../services/cloudwatch/contract.ts";
import { MetricsFromLogs } from "../services/cloudwatch/metrics-from-logs.ts";
import type { AsyncEventObserver } from "../services/lambda/async/contract.ts";
import type { FunctionInvoker, InvocationObserver } from "../services/lambda/invoke/contract.ts";
import { allObservers } from "../services/lambda/metering/all-observers.ts";
import { FunctionCounters } from "../services/lambda/metering/function-counters.ts";
import { LambdaMetrics } from "../services/lambda/metering/lambda-metrics.ts";
import type { LogWriter } from "../services/logs/contract.ts";
import type { Database } from "../storage/contract.ts";
import type { Config } from "./config.ts";
import type { HomePaths } from "./home.ts";
import { openMetering } from "./metering.ts";
import { metricsPage } from "./metrics-page.ts";
import { serverFamilies } from "./server-counters.ts";

export interface Observation extends AsyncDisposable {
  /** For the invoker. */
  readonly invocations: InvocationObserver;
  readonly events: AsyncEventObserver;
  /** Where functions' output goes. */
  readonly logs: LogWriter;
  readonly webRoutes: readonly WebRoute[];
  /** The same invoker, or one that keeps to the budget. */
  limit(invoker: FunctionInvoker): FunctionInvoker;
}

/** @throws OperatorError for prices that cannot be read */
export const openObservation = async (parts: {
  readonly config: Config;
  readonly paths: HomePaths;
  readonly account: Account;
  readonly database: Database;
  readonly metrics: MetricWriter;
  readonly logs: LogWriter;
  readonly requests: RequestCounters;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<Observation> => {
  const { config, metrics, logs, requests, clock } = parts;
  const lambdaMetrics = new LambdaMetrics(metrics);
  const counters = new FunctionCounters();
  const metering = await openMetering({ ...parts, directory: parts.paths.usage });
  return {
    invocations: allObservers([lambdaMetrics, counters, metering.meter]),
    events: lambdaMetrics,
    logs: new MetricsFromLogs(logs, metrics, clock),
    webRoutes: [
      metering.webRoute,
      metricsPage({
        families: () => [...counters.families(), ...serverFamilies(requests)],
        token: config.metricsToken,
      }),
    ],
    limit: (invoker) => metering.limit(invoker),
    [Symbol.asyncDispose]: () => metering[Symbol.asyncDispose](),
  };
};
