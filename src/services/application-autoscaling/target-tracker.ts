import type { Clock } from "../../base/clock.ts";
import type { CapacityChanges } from "./capacity-changes.ts";
import type { ConcurrencyReading, ScalableConcurrency } from "./contract.ts";
import { type ScalableTarget, scalableFunction, withinLimits } from "./model/scalable-target.ts";
import type { ScalingPolicy } from "./model/scaling-policy.ts";
import { PERIODS_BEFORE_SCALING_IN, type ScalingDecision, trackTarget } from "./model/target-tracking.ts";
import type { AutoscalingStore } from "./store.ts";

/** What was measured for one policy. */
interface Track {
  readonly reading: ConcurrencyReading;
  readonly atMs: number;
  readonly utilisations: readonly number[];
  readonly scaledAtMs: number | undefined;
}

/**
 * Carries out policies, once a period: a minute, unless the server is told otherwise.
 * LIMIT: what was measured is forgotten when the server stops; after a start a policy waits for new periods.
 */
export class TargetTracker {
  readonly #store: AutoscalingStore;
  readonly #concurrency: ScalableConcurrency;
  readonly #changes: CapacityChanges;
  readonly #clock: Clock;
  /** By policy. */
  #tracks: ReadonlyMap<string, Track> = new Map();

  constructor(store: AutoscalingStore, concurrency: ScalableConcurrency, changes: CapacityChanges, clock: Clock) {
    this.#store = store;
    this.#concurrency = concurrency;
    this.#changes = changes;
    this.#clock = clock;
  }

  async track(): Promise<void> {
    const targets = new Map((await this.#store.targets()).map((target) => [target.resourceId, target]));
    const tracks = new Map<string, Track>();
    for (const policy of await this.#store.policies()) {
      const target = targets.get(policy.resourceId);
      if (target === undefined) continue;
      // An alias that is gone, or cannot be read now, must not keep others from being scaled.
      const reading = await this.#concurrency.read(scalableFunction(policy.resourceId)).catch(() => undefined);
      if (reading !== undefined) tracks.set(policy.policyId, await this.#follow(policy, target, reading));
    }
    this.#tracks = tracks;
  }

  async #follow(policy: ScalingPolicy, target: ScalableTarget, reading: ConcurrencyReading): Promise<Track> {
    const track = measured(policy, this.#tracks.get(policy.policyId), reading, this.#clock.monotonicMs());
    const decision = trackTarget(policy, {
      capacity: reading.capacity,
      utilisations: track.utilisations,
      secondsSinceScaling: track.scaledAtMs === undefined ? Infinity : (track.atMs - track.scaledAtMs) / 1_000,
    });
    const capacity = withinLimits(allowed(decision, target) ?? reading.capacity, target);
    if (capacity === reading.capacity) return track;
    const level = decision.kind === "scale-in" ? "below" : "above";
    const cause =
      decision.kind === "stay"
        ? `policy ${policy.name} is in effect and the capacity was out of its limits`
        : `utilisation ${level} the target of ${policy.targetValue} triggered policy ${policy.name}`;
    await this.#changes.make({ resourceId: policy.resourceId, capacityFrom: () => capacity, cause });
    // What was measured says nothing of the new capacity.
    return { ...track, utilisations: [], scaledAtMs: track.atMs };
  }
}

/** Adds what was measured since; starts anew when the environments that were measured are gone. */
const measured = (
  { statistic }: ScalingPolicy,
  before: Track | undefined,
  reading: ConcurrencyReading,
  atMs: number,
): Track => {
  if (before === undefined || reading.busyMs < before.reading.busyMs || reading.available === 0) {
    return { reading, atMs, utilisations: [], scaledAtMs: before?.scaledAtMs };
  }
  const availableMs = reading.available * (atMs - before.atMs);
  const average = (reading.busyMs - before.reading.busyMs) / availableMs;
  const utilisation = statistic === "Average" ? average : reading.peakBusy / reading.available;
  return {
    ...before,
    reading,
    atMs,
    utilisations: [...before.utilisations, utilisation].slice(-PERIODS_BEFORE_SCALING_IN),
  };
};

/** @returns undefined when the target does not allow it for now, or there is nothing to do */
const allowed = (decision: ScalingDecision, { suspended }: ScalableTarget): number | undefined => {
  if (decision.kind === "stay") return undefined;
  const isSuspended = decision.kind === "scale-out" ? suspended.scalingOut : suspended.scalingIn;
  return isSuspended ? undefined : decision.capacity;
};
