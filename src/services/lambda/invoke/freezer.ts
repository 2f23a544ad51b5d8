import type { Clock } from "../../../base/clock.ts";
import type { TaskGroup } from "../../../base/task-group.ts";
import type { Sandbox } from "../../../sandbox/contract.ts";
import { Alarm } from "./alarm.ts";

/**
 * How long an idle environment still runs. A freeze and a thaw cost about 0.3 ms between them, as much as a whole
 * warm invocation: callers that invoke back to back should not pay that, and no code of a function gets far in it.
 */
const FREEZE_AFTER_MS = 10;

/** Keeps a sandbox from running between invocations. */
export class Freezer implements Disposable {
  readonly #sandbox: Sandbox;
  readonly #tasks: TaskGroup;
  readonly #onFailure: (error: unknown) => void;
  readonly #onFrozen: () => Promise<void>;
  readonly #alarm: Alarm;
  #isFrozen = false;

  constructor(options: {
    readonly sandbox: Sandbox;
    readonly clock: Clock;
    readonly tasks: TaskGroup;
    /** The sandbox may be running or not: it cannot be used any more. */
    readonly onFailure: (error: unknown) => void;
    /** Nothing of it runs, until it is thawed. */
    readonly onFrozen: () => Promise<void>;
  }) {
    this.#sandbox = options.sandbox;
    this.#alarm = new Alarm(options.clock);
    this.#tasks = options.tasks;
    this.#onFailure = options.onFailure;
    this.#onFrozen = options.onFrozen;
  }

  /** Or about to be. */
  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  /** @param idleSinceMs monotonic */
  freezeSoon(idleSinceMs: number): void {
    this.#alarm.set(idleSinceMs + FREEZE_AFTER_MS, () => {
      this.#isFrozen = true;
      this.#tasks.run(() => this.#freeze());
    });
  }

  /** @returns undefined when it was not frozen and there is nothing to wait for */
  thaw(): Promise<void> | undefined {
    this.#alarm.clear();
    if (!this.#isFrozen) return undefined;
    this.#isFrozen = false;
    return this.#sandbox.thaw();
  }

  async #freeze(): Promise<void> {
    try {
      await this.#sandbox.freeze();
      if (this.#isFrozen) await this.#onFrozen();
    } catch (error) {
      this.#onFailure(error);
    }
  }

  [Symbol.dispose](): void {
    this.#alarm[Symbol.dispose]();
  }
}
