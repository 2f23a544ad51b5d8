import type { ScalingPolicy } from "./scaling-policy.ts";

/** So many periods in a row make a reason to scale, as the alarms have it that AWS makes for a policy, by the minute. */
const PERIODS_BEFORE_SCALING_OUT = 3;
export const PERIODS_BEFORE_SCALING_IN = 15;
/** Below this share of its target value, utilisation is low. */
const LOW_SHARE = 0.9;

export interface TrackedTarget {
  readonly capacity: number;
  /** Utilisation in each of the last periods, the latest one last; at most as many as matter. */
  readonly utilisations: readonly number[];
  /** Since the last change of the capacity by this policy; infinite before the first. */
  readonly secondsSinceScaling: number;
}

export type ScalingDecision =
  | { readonly kind: "stay" }
  | { readonly kind: "scale-out" | "scale-in"; readonly capacity: number };

/**
 * What a policy asks for. Out quickly and in slowly, as on AWS; by how much is the proportion of utilisation to target.
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
 */
export const trackTarget = (policy: ScalingPolicy, tracked: TrackedTarget): ScalingDecision => {
  const { capacity, utilisations, secondsSinceScaling } = tracked;
  const recent = utilisations.slice(-PERIODS_BEFORE_SCALING_OUT);
  const isHigh = recent.length === PERIODS_BEFORE_SCALING_OUT && recent.every((value) => value > policy.targetValue);
  if (isHigh && secondsSinceScaling >= (policy.scaleOutCooldownSeconds ?? 0)) {
    return { kind: "scale-out", capacity: capacityFor(policy, capacity, recent.at(-1) ?? 0) };
  }
  const isLow =
    utilisations.length >= PERIODS_BEFORE_SCALING_IN &&
    utilisations.slice(-PERIODS_BEFORE_SCALING_IN).every((value) => value < policy.targetValue * LOW_SHARE);
  if (isLow && policy.disableScaleIn !== true && secondsSinceScaling >= (policy.scaleInCooldownSeconds ?? 0)) {
    // For the highest of what was low, so that no moment of these periods would have been too much.
    const wanted = capacityFor(policy, capacity, Math.max(...utilisations.slice(-PERIODS_BEFORE_SCALING_IN)));
    if (wanted < capacity) return { kind: "scale-in", capacity: wanted };
  }
  return { kind: "stay" };
};

const capacityFor = ({ targetValue }: ScalingPolicy, capacity: number, utilisation: number): number =>
  Math.ceil((capacity * utilisation) / targetValue - ROUNDING);

/** What binary fractions add to a whole number must not cost an environment. */
const ROUNDING = 1e-9;
