import type { Account } from "../../aws/account.ts";
import type { Clock } from "../../base/clock.ts";
import type { CapacityChanges } from "./capacity-changes.ts";
import type { ConcurrencyReading, ScalableConcurrency } from "./contract.ts";
import { alarmOfNoPolicy, noSuchResource } from "./exceptions.ts";
import { type AlarmSide, policyAlarmName, policyAlarmSides } from "./model/policy-alarms.ts";
import { childArn, type ScalableTarget, scalableFunction, withinLimits } from "./model/scalable-target.ts";
import type { ScalingPolicy } from "./model/scaling-policy.ts";
import { trackTarget } from "./model/target-tracking.ts";
import type { PolicyAlarms } from "./policy-alarms.ts";
import type { AutoscalingStore } from "./store.ts";
import { UtilisationTrack } from "./utilisation-track.ts";

export interface TargetTrackerOptions {
  readonly store: AutoscalingStore;
  readonly concurrency: ScalableConcurrency;
  readonly changes: CapacityChanges;
  readonly alarms: PolicyAlarms;
  readonly account: Account;
  readonly clock: Clock;
}

/**
 * Measures for policies, once a period (a minute, unless the server is told otherwise), has their alarms judge what was
 * measured, and scales while one has gone off.
 * LIMIT: what was measured is forgotten when the server stops; after a start a policy waits for new periods.
 */
export class TargetTracker {
  readonly #options: TargetTrackerOptions;
  /** By policy. */
  readonly #tracks = new Map<string, UtilisationTrack>();

  constructor(options: TargetTrackerOptions) {
    this.#options = options;
  }

  async track(): Promise<void> {
    const { store, concurrency } = this.#options;
    const targets = new Map((await store.targets()).map((target) => [target.resourceId, target]));
    const policies = await store.policies();
    const policyIds = new Set(policies.map(({ policyId }) => policyId));
    for (const policyId of this.#tracks.keys()) if (!policyIds.has(policyId)) this.#tracks.delete(policyId);
    for (const policy of policies) {
      const target = targets.get(policy.resourceId);
      if (target === undefined) continue;
      // An alias that is gone, or cannot be read now, must not keep others from being scaled.
      const reading = await concurrency.read(scalableFunction(policy.resourceId)).catch(() => undefined);
      if (reading === undefined) this.#tracks.delete(policy.policyId);
      await this.#follow(policy, target, reading);
    }
  }

  /**
   * Carries out a policy because an alarm of its own has gone off.
   * @throws ServiceException when there is no such policy, or the alarm is none of its own
   */
  async trigger(policyArn: string, alarmName: string): Promise<void> {
    const { store, account } = this.#options;
    const isMeant = (policy: ScalingPolicy) =>
      childArn(account, "scalingPolicy", { ...policy, id: policy.policyId }) === policyArn;
    const policy = (await store.policies()).find(isMeant);
    if (policy === undefined) throw noSuchResource(policyArn);
    const side = policyAlarmSides(policy).find((candidate) => policyAlarmName(policy, candidate) === alarmName);
    if (side === undefined) throw alarmOfNoPolicy(alarmName);
    const target = await store.findTarget(policy.resourceId);
    if (target !== undefined) await this.#scale(policy, target, side);
  }

  async #follow(policy: ScalingPolicy, target: ScalableTarget, reading: ConcurrencyReading | undefined): Promise<void> {
    const { alarms, clock } = this.#options;
    if (reading === undefined) return void (await alarms.judge(policy, []));
    const track = this.#tracks.get(policy.policyId) ?? new UtilisationTrack();
    this.#tracks.set(policy.policyId, track);
    track.add(reading, { nowMs: clock.nowMs(), monotonicMs: clock.monotonicMs() }, policy.statistic);
    for (const side of await alarms.judge(policy, track.periods)) await this.#scale(policy, target, side);
    await this.#keepLimits(policy, target);
  }

  async #scale(policy: ScalingPolicy, target: ScalableTarget, side: AlarmSide): Promise<void> {
    const track = this.#tracks.get(policy.policyId);
    const capacity = track?.reading?.capacity;
    if (track === undefined || capacity === undefined || isSuspended(target, side)) return;
    const wanted = trackTarget(policy, side, {
      capacity,
      utilisations: track.sinceScaling,
      secondsSinceScaling: track.secondsSinceScaling(this.#options.clock.monotonicMs()),
    });
    if (wanted === undefined) return;
    const alarmName = policyAlarmName(policy, side);
    const cause = `monitor alarm ${alarmName} in state ALARM triggered policy ${policy.name}`;
    await this.#change(policy, track, withinLimits(wanted, target), cause);
  }

  async #keepLimits(policy: ScalingPolicy, target: ScalableTarget): Promise<void> {
    const track = this.#tracks.get(policy.policyId);
    if (track?.reading === undefined) return;
    const cause = `policy ${policy.name} is in effect and the capacity was out of its limits`;
    await this.#change(policy, track, withinLimits(track.reading.capacity, target), cause);
  }

  async #change(policy: ScalingPolicy, track: UtilisationTrack, capacity: number, cause: string): Promise<void> {
    if (capacity === track.reading?.capacity) return;
    // First, so that whoever comes meanwhile does not scale for the same reason.
    track.onScaling(capacity, this.#options.clock.monotonicMs());
    await this.#options.changes.make({ resourceId: policy.resourceId, capacityFrom: () => capacity, cause });
  }
}

const isSuspended = ({ suspended }: ScalableTarget, side: AlarmSide): boolean =>
  side === "high" ? suspended.scalingOut : suspended.scalingIn;
