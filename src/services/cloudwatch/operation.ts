import type { Clock } from "../../base/clock.ts";
import type { CloudwatchOperations } from "../../models/generated/cloudwatch.ts";
import { operationsOf } from "../../models/operation.ts";
import type { AlarmStates } from "./alarms/alarm-states.ts";
import type { MetricBuffer } from "./metric-buffer.ts";
import type { MetricReader } from "./metric-reader.ts";
import type { AlarmStore } from "./store/alarm-store.ts";
import type { DashboardStore } from "./store/dashboard-store.ts";
import type { MetricStore } from "./store/metric-store.ts";

/** What the operations of CloudWatch work with. */
export interface CloudwatchDependencies {
  readonly metrics: MetricStore;
  readonly buffer: MetricBuffer;
  readonly reader: MetricReader;
  readonly alarms: AlarmStore;
  readonly dashboards: DashboardStore;
  readonly alarmStates: AlarmStates;
  readonly clock: Clock;
}

export const operation = operationsOf<CloudwatchOperations, CloudwatchDependencies>();
