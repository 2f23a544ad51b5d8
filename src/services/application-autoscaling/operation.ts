import type { Clock } from "../../base/clock.ts";
import type { ApplicationAutoscalingOperations } from "../../models/generated/application-autoscaling.ts";
import { operationsOf } from "../../models/operation.ts";
import type { ScalableConcurrency } from "./contract.ts";
import type { PolicyAlarms } from "./policy-alarms.ts";
import type { AutoscalingStore } from "./store.ts";

/** What the operations of Application Auto Scaling work with. */
export interface AutoscalingDependencies {
  readonly store: AutoscalingStore;
  readonly concurrency: ScalableConcurrency;
  readonly policyAlarms: Pick<PolicyAlarms, "sync">;
  readonly clock: Clock;
}

export const operation = operationsOf<ApplicationAutoscalingOperations, AutoscalingDependencies>();
