import type { Clock } from "../../base/clock.ts";
import type { LogEvent, LogWriter } from "../logs/contract.ts";
import type { MetricWriter } from "./contract.ts";
import { embeddedMetrics, mayHoldMetrics } from "./model/embedded-metrics.ts";

/** A writer of logs that also takes the metrics out that lines carry in the embedded metric format. */
export class MetricsFromLogs implements LogWriter {
  readonly #logs: LogWriter;
  readonly #metrics: MetricWriter;
  readonly #clock: Clock;

  constructor(logs: LogWriter, metrics: MetricWriter, clock: Clock) {
    this.#logs = logs;
    this.#metrics = metrics;
    this.#clock = clock;
  }

  write(logGroupName: string, logStreamName: string, events: readonly LogEvent[]): void {
    this.#logs.write(logGroupName, logStreamName, events);
    for (const { message } of events) {
      if (!mayHoldMetrics(message)) continue;
      const values = embeddedMetrics(message, this.#clock.nowMs());
      if (values.length > 0) this.#metrics.write(values);
    }
  }

  flush(): Promise<void> {
    return this.#logs.flush();
  }
}
