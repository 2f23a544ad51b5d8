import type { CustomizedMetricSpecification } from "../../../models/generated/application-autoscaling.ts";

/** Keeps the utilisation of a target near a value. Frozen data. */
export interface ScalingPolicy {
  readonly resourceId: string;
  readonly name: string;
  readonly policyId: string;
  readonly createdAtMs: number;
  /** Of the utilisation in a minute. */
  readonly statistic: "Average" | "Maximum";
  /** Set when the metric was named as a customized one, which alone can have another statistic than the average. */
  readonly customizedMetric: CustomizedMetricSpecification | undefined;
  /** Utilisation to keep, as a share of 1. */
  readonly targetValue: number;
  readonly scaleOutCooldownSeconds: number | undefined;
  readonly scaleInCooldownSeconds: number | undefined;
  readonly disableScaleIn: boolean | undefined;
}
