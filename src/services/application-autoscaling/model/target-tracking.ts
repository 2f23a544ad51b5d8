import { type AlarmSide, PERIODS_BEFORE_SCALING_IN, PERIODS_BEFORE_SCALING_OUT } from "./policy-alarms.ts";
import type { ScalingPolicy } from "./scaling-policy.ts";

export interface TrackedTarget {
  readonly capacity: number;
  /** Utilisation in each of the periods since the capacity was changed, the latest one last; at most as many as matter. */
  readonly utilisations: readonly number[];
  /** Since the last change of the capacity by this policy; infinite before the first. */
  readonly secondsSinceScaling: number;
}

/**
 * The capacity that a policy asks for whose alarm has gone off: the proportion of utilisation to target. What an alarm
 * looks at must all have been measured since the last change, or the same load would be answered twice.
 * @returns undefined when nothing is to be done
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
 */
export const trackTarget = (policy: ScalingPolicy, side: AlarmSide, tracked: TrackedTarget): number | undefined => {
  const { capacity, utilisations, secondsSinceScaling } = tracked;
  const periods = side === "high" ? PERIODS_BEFORE_SCALING_OUT : PERIODS_BEFORE_SCALING_IN;
  const cooldownSeconds = (side === "high" ? policy.scaleOutCooldownSeconds : policy.scaleInCooldownSeconds) ?? 0;
  if (utilisations.length < periods || secondsSinceScaling < cooldownSeconds) return undefined;
  if (side === "high") {
    const wanted = capacityFor(policy, capacity, utilisations.at(-1) ?? 0);
    return wanted > capacity ? wanted : undefined;
  }
  if (policy.disableScaleIn === true) return undefined;
  // For the highest of what was low, so that no moment of these periods would have been too much.
  const wanted = capacityFor(policy, capacity, Math.max(...utilisations.slice(-periods)));
  return wanted < capacity ? wanted : undefined;
};

const capacityFor = ({ targetValue }: ScalingPolicy, capacity: number, utilisation: number): number =>
  Math.ceil((capacity * utilisation) / targetValue - ROUNDING);

/** What binary fractions add to a whole number must not cost an environment. */
const ROUNDING = 1e-9;
