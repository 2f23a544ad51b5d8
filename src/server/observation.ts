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
import type { SnapshotObserver } from "../services/lambda/invoke/snapshots/contract.ts";
import { allObservers } from "../services/lambda/metering/all-observers.ts";
import { FunctionCounters } from "../services/lambda/metering/function-counters.ts";
import { LambdaMetrics } from "../services/lambda/metering/lambda-metrics.ts";
import { traceInvocations } from "../services/lambda/tracing/trace-invocations.ts";
import { TraceSampler } from "../services/lambda/tracing/trace-sampler.ts";
import type { UrlObserver } from "../services/lambda/urls/contract.ts";
import type { LogWriter } from "../services/logs/contract.ts";
import type { Database } from "../storage/contract.ts";
import type { Config } from "./config.ts";
import type { HomePaths } from "./home.ts";
import { openMetering } from "./metering.ts";
import { metricsPage } from "./metrics-page.ts";
import { serverFamilies, snapshotFamilies } from "./server-counters.ts";
import { createSpanExporter } from "./tracing.ts";

export interface Observation extends AsyncDisposable {
  /** For the invoker. */
  readonly invocations: InvocationObserver;
  readonly events: AsyncEventObserver;
  readonly snapshots: SnapshotObserver;
  readonly urls: UrlObserver;
  /** Where functions' output goes. */
  readonly logs: LogWriter;
  readonly webRoutes: readonly WebRoute[];
  /** The same invoker, but it traces what it runs and keeps to the budget. */
  around(invoker: FunctionInvoker): FunctionInvoker;
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
  readonly snapshotStore: Parameters<typeof snapshotFamilies>[0];
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<Observation> => {
  const { config, metrics, logs, requests, snapshotStore, clock } = parts;
  const lambdaMetrics = new LambdaMetrics(metrics, clock);
  const counters = new FunctionCounters();
  await using cleanup = new AsyncDisposableStack();
  const metering = cleanup.use(await openMetering({ ...parts, directory: parts.paths.usage }));
  const exporter = cleanup.use(createSpanExporter(parts));
  const sampler = new TraceSampler(clock, Math.random);
  const owned = cleanup.move();
  const invocations = allObservers([lambdaMetrics, counters, metering.meter, exporter ?? {}]);
  return {
    invocations,
    events: lambdaMetrics,
    snapshots: metering.meter,
    urls: lambdaMetrics,
    logs: new MetricsFromLogs(logs, metrics, clock),
    webRoutes: [
      metering.webRoute,
      metricsPage({
        families: () => [...counters.families(), ...serverFamilies(requests), ...snapshotFamilies(snapshotStore)],
        token: config.metricsToken,
      }),
    ],
    around: (invoker) => traceInvocations(metering.keepToBudget(invoker, invocations), { sampler, clock }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
};
