import type { Clock } from "../../base/clock.ts";
import type { CapacityChanges } from "./capacity-changes.ts";
import { nextRun } from "./model/action-schedule.ts";
import { type ScalableTarget, withinLimits } from "./model/scalable-target.ts";
import type { ScheduledAction } from "./model/scheduled-action.ts";
import type { AutoscalingStore } from "./store.ts";

/** The clock of the wall may be set, or the machine sleep, while nobody looks. */
const LONGEST_SLEEP_MS = 60_000;

/** Carries out scheduled actions. What fell due while the server was not running is made up for, once. */
export class ActionRunner {
  readonly #store: AutoscalingStore;
  readonly #changes: CapacityChanges;
  readonly #clock: Clock;
  #sleep = new AbortController();

  constructor(store: AutoscalingStore, changes: CapacityChanges, clock: Clock) {
    this.#store = store;
    this.#changes = changes;
    this.#clock = clock;
    store.onActionChanged = () => this.#sleep.abort();
  }

  /** Resolves when an action is due, or another one may be. To be called again after `runDue`. */
  async nextDue(signal: AbortSignal): Promise<void> {
    this.#sleep = new AbortController();
    // Made before it is asked what is next: what changes from here on ends the sleep.
    const waking = AbortSignal.any([signal, this.#sleep.signal]);
    // What cannot be read is met again, and told of, when it is carried out.
    const nextAtMs = await this.#store.nextActionMs().catch(() => undefined);
    const untilThenMs = nextAtMs === undefined ? LONGEST_SLEEP_MS : nextAtMs - this.#clock.nowMs();
    const sleepMs = Math.min(Math.max(untilThenMs, 0), LONGEST_SLEEP_MS);
    await this.#clock.delay(sleepMs, { signal: waking }).catch(() => signal.throwIfAborted());
  }

  async runDue(): Promise<void> {
    const nowMs = this.#clock.nowMs();
    for (const action of await this.#store.dueActions(nowMs)) {
      // First, so that an action that fails does not come back every second.
      await this.#store.scheduleAction(action, nextRun(action, nowMs));
      const target = await this.#store.findTarget(action.resourceId);
      if (target !== undefined && !target.suspended.scheduled) await this.#run(action, target);
    }
  }

  async #run(action: ScheduledAction, target: ScalableTarget): Promise<void> {
    const { resourceId } = target;
    const cause = `scheduled action name ${action.name} was triggered`;
    const limits = limitsAfter(action, target);
    await this.#store.changeTarget(resourceId, (current) => ({ ...(current ?? target), ...limits }));
    await this.#changes.noteLimits({ resourceId, ...limits, cause });
    await this.#changes.make({ resourceId, capacityFrom: (capacity) => withinLimits(capacity, limits), cause });
  }
}

/** A limit that the action does not name stays, unless the other one pushes it. */
const limitsAfter = (
  action: ScheduledAction,
  target: ScalableTarget,
): Pick<ScalableTarget, "minCapacity" | "maxCapacity"> => {
  const minCapacity = action.minCapacity ?? Math.min(target.minCapacity, action.maxCapacity ?? target.maxCapacity);
  return { minCapacity, maxCapacity: action.maxCapacity ?? Math.max(target.maxCapacity, minCapacity) };
};
