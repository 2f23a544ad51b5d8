import { randomUUID } from "node:crypto";
import { ServiceException } from "../../aws/service-exception.ts";
import type { Clock } from "../../base/clock.ts";
import type { ScalableConcurrency } from "./contract.ts";
import { scalableFunction } from "./model/scalable-target.ts";
import type { AutoscalingStore } from "./store.ts";

export interface CapacityChange {
  readonly resourceId: string;
  readonly capacity: number;
  /** Why, in words for whoever reads the activities. */
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

  /** What Lambda refuses is an activity that failed, not an error. */
  async make({ resourceId, capacity, cause }: CapacityChange): Promise<void> {
    const startedAtMs = this.#clock.nowMs();
    const description = `Setting desired concurrency to ${capacity}.`;
    try {
      await this.#concurrency.set(scalableFunction(resourceId), capacity);
      const statusMessage = `Successfully set desired concurrency to ${capacity}. Change successfully fulfilled by lambda.`;
      await this.#note({ resourceId, description, cause, startedAtMs, statusCode: "Successful", statusMessage });
    } catch (error) {
      if (!(error instanceof ServiceException)) throw error;
      const statusMessage = `Failed to set desired concurrency to ${capacity}. Reason: ${error.message}`;
      await this.#note({ resourceId, description, cause, startedAtMs, statusCode: "Failed", statusMessage });
    }
  }

  /** A change of a target's limits. */
  async noteLimits(limits: {
    readonly resourceId: string;
    readonly minCapacity: number;
    readonly maxCapacity: number;
    readonly cause: string;
  }): Promise<void> {
    const { resourceId, minCapacity, maxCapacity, cause } = limits;
    const what = `min capacity to ${minCapacity} and max capacity to ${maxCapacity}`;
    await this.#note({
      resourceId,
      description: `Setting ${what}`,
      cause,
      startedAtMs: this.#clock.nowMs(),
      statusCode: "Successful",
      statusMessage: `Successfully set ${what}`,
    });
  }

  async #note(
    activity: Omit<Parameters<AutoscalingStore["addActivity"]>[0], "activityId" | "endedAtMs">,
  ): Promise<void> {
    await this.#store.addActivity({ ...activity, activityId: randomUUID(), endedAtMs: this.#clock.nowMs() });
  }
}
