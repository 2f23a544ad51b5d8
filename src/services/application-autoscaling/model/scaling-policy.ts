/** Keeps the utilisation of a target near a value. Frozen data. */
export interface ScalingPolicy {
  readonly resourceId: string;
  readonly name: string;
  readonly policyId: string;
  readonly createdAtMs: number;
  /** Utilisation to keep, as a share of 1. */
  readonly targetValue: number;
  readonly scaleOutCooldownSeconds: number | undefined;
  readonly scaleInCooldownSeconds: number | undefined;
  readonly disableScaleIn: boolean | undefined;
}
