/** Everything that watches functions run: metrics in CloudWatch, metrics inside log lines, counts for Prometheus. */
import type { WebRoute } from "../aws/service.ts";
import type { Clock } from "../base/clock.ts";
import type { RequestCounters } from "../gateway/request-metrics.ts";
import type { MetricWriter } from "../services/cloudwatch/contract.ts";
import { MetricsFromLogs } from "../services/cloudwatch/metrics-from-logs.ts";
import type { AsyncEventObserver } from "../services/lambda/async/contract.ts";
import type { InvocationObserver } from "../services/lambda/invoke/contract.ts";
import { allObservers } from "../services/lambda/metering/all-observers.ts";
import { FunctionCounters } from "../services/lambda/metering/function-counters.ts";
import { LambdaMetrics } from "../services/lambda/metering/lambda-metrics.ts";
import type { LogWriter } from "../services/logs/contract.ts";
import type { Config } from "./config.ts";
import { metricsPage } from "./metrics-page.ts";
import { serverFamilies } from "./server-counters.ts";

export interface Observation {
  /** For the invoker. */
  readonly invocations: InvocationObserver;
  readonly events: AsyncEventObserver;
  /** Where functions' output goes. */
  readonly logs: LogWriter;
  readonly webRoutes: readonly WebRoute[];
}

export const createObservation = (parts: {
  readonly config: Config;
  readonly metrics: MetricWriter;
  readonly logs: LogWriter;
  readonly requests: RequestCounters;
  readonly clock: Clock;
}): Observation => {
  const { config, metrics, logs, requests, clock } = parts;
  const lambdaMetrics = new LambdaMetrics(metrics);
  const counters = new FunctionCounters();
  return {
    invocations: allObservers([lambdaMetrics, counters]),
    events: lambdaMetrics,
    logs: new MetricsFromLogs(logs, metrics, clock),
    webRoutes: [
      metricsPage({
        families: () => [...counters.families(), ...serverFamilies(requests)],
        token: config.metricsToken,
      }),
    ],
  };
};
