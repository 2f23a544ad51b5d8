import { randomUUID } from "node:crypto";
import { ServiceException } from "../../aws/service-exception.ts";
import type { Clock } from "../../base/clock.ts";
import type { ScalableConcurrency } from "./contract.ts";
import { scalableFunction } from "./model/scalable-target.ts";
import type { ScalingActivity } from "./model/scaling-activity.ts";
import type { AutoscalingStore } from "./store.ts";

export interface CapacityChange {
  readonly resourceId: string;
  /** From what there is to what is to be. */
  readonly capacityFrom: (current: number) => number;
  /** Why, in words for whoever reads the activities. */
  readonly cause: string;
}

export interface LimitsChange {
  readonly resourceId: string;
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly cause: string;
}

/** Sets capacities, and notes as activities what became of it. */
export class CapacityChanges {
  readonly #store: AutoscalingStore;
  readonly #concurrency: ScalableConcurrency;
  readonly #clock: Clock;

  constructor(store: AutoscalingStore, concurrency: ScalableConcurrency, clock: Clock) {
    this.#store = store;
    this.#concurrency = concurrency;
    this.#clock = clock;
  }

  /** Nothing is noted where nothing changes. What Lambda refuses is an activity that failed, not an error. */
  async make({ resourceId, capacityFrom, cause }: CapacityChange): Promise<void> {
    const startedAtMs = this.#clock.nowMs();
    const scalable = scalableFunction(resourceId);
    let what = "desired concurrency";
    try {
      const { capacity: current } = await this.#concurrency.read(scalable);
      const capacity = capacityFrom(current);
      if (capacity === current) return;
      what = `desired concurrency to ${capacity}`;
      await this.#concurrency.set(scalable, capacity);
      const statusMessage = `Successfully set ${what}. Change successfully fulfilled by lambda.`;
      await this.#note({ resourceId, what, cause, startedAtMs, statusCode: "Successful", statusMessage });
    } catch (error) {
      if (!(error instanceof ServiceException)) throw error;
      const statusMessage = `Failed to set ${what}. Reason: ${error.message}`;
      await this.#note({ resourceId, what, cause, startedAtMs, statusCode: "Failed", statusMessage });
    }
  }

  /** Limits that were changed. */
  async noteLimits({ resourceId, minCapacity, maxCapacity, cause }: LimitsChange): Promise<void> {
    const what = `min capacity to ${minCapacity} and max capacity to ${maxCapacity}`;
    const statusMessage = `Successfully set ${what}`;
    const startedAtMs = this.#clock.nowMs();
    await this.#note({ resourceId, what, cause, startedAtMs, statusCode: "Successful", statusMessage });
  }

  async #note({
    what,
    ...activity
  }: Omit<ScalingActivity, "activityId" | "endedAtMs" | "description"> & { readonly what: string }): Promise<void> {
    const endedAtMs = this.#clock.nowMs();
    await this.#store.addActivity({
      ...activity,
      activityId: randomUUID(),
      endedAtMs,
      description: `Setting ${what}.`,
    });
  }
}
