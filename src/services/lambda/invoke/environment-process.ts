import type { Clock } from "../../../base/clock.ts";
import type { TaskGroup } from "../../../base/task-group.ts";
import type { Extension } from "../extensions/extension.ts";
import type { ShutdownReason } from "../extensions/lifecycle-event.ts";
import type { InvocationEvent } from "../runtime-api/runtime-api.ts";
import { Freezer } from "./freezer.ts";
import { MemoryGauge } from "./memory-gauge.ts";
import type { RuntimeProcess } from "./runtime-process.ts";

/** How long the host may take to thaw or throttle a sandbox. It takes a fraction of a millisecond, or something broke. */
const HOST_PATIENCE_MS = 5_000;

/** The runtime that an environment has now, and what is done to its sandbox around invocations. */
export class EnvironmentProcess implements AsyncDisposable {
  readonly #process: RuntimeProcess;
  readonly #clock: Clock;
  readonly #freezer: Freezer;
  readonly #gauge: MemoryGauge;
  #isThrottled = false;
  /** On the wall clock. */
  #shutdownDeadlineMs = 0;
  #disposal: Promise<void> | undefined;

  constructor(
    process: RuntimeProcess,
    options: {
      readonly clock: Clock;
      readonly tasks: TaskGroup;
      readonly onFailure: (error: unknown) => void;
      /** Told how much it uses at most until it runs again, where the host counts that. */
      readonly onFrozen: (usedMiB: number) => void;
    },
  ) {
    this.#process = process;
    this.#clock = options.clock;
    this.#freezer = new Freezer({
      ...options,
      sandbox: process.sandbox,
      onFrozen: async () => {
        const usedMiB = await this.lastMemoryReading();
        if (usedMiB > 0 && this.#freezer.isFrozen) options.onFrozen(usedMiB);
      },
    });
    this.#gauge = new MemoryGauge(process.sandbox, options.clock);
  }

  get extensions(): readonly Extension[] {
    return this.#process.extensions.all;
  }

  deliver(event: InvocationEvent): void {
    this.#process.deliver(event);
  }

  /** @param idleSinceMs monotonic */
  freezeSoon(idleSinceMs: number): void {
    this.#freezer.freezeSoon(idleSinceMs);
  }

  stopFreezing(): void {
    this.#freezer[Symbol.dispose]();
  }

  /**
   * Makes it ready for an invocation.
   * @returns undefined when it can be given one now: the warm path
   */
  prepare(): Promise<void> | undefined {
    const thaw = this.#freezer.thaw();
    if (this.#isThrottled) return thaw === undefined ? undefined : this.#inTime(thaw);
    return this.#inTime(this.#throttleAfter(thaw));
  }

  /** The function's share of the CPU applies from now on. Init has none. */
  async throttleCpu(): Promise<void> {
    this.#isThrottled = true;
    await this.#process.sandbox.throttleCpu();
  }

  /** MiB. A number at once where the last reading will do. */
  readMemory(): number | Promise<number> {
    return this.#gauge.read();
  }

  async lastMemoryReading(): Promise<number> {
    try {
      return await this.#gauge.readNow();
    } catch {
      // A dead sandbox may have nothing left to read from. The figure is for people; nothing hangs on it.
      return this.#gauge.latestMiB;
    }
  }

  /**
   * Ends the runtime and reads what it wrote until then. Extensions live on until `shutDownExtensions`, which shares
   * their time with this.
   */
  async stopRuntime(): Promise<void> {
    this.stopFreezing();
    this.#shutdownDeadlineMs = this.#clock.nowMs() + this.#process.extensions.shutdownLimitMs;
    await this.#process.stopRuntime();
  }

  /** Lets extensions do what they have to do before the end, as long as they may. After `stopRuntime`. */
  async shutDownExtensions(reason: ShutdownReason): Promise<void> {
    await this.#process.shutDownExtensions(reason, this.#shutdownDeadlineMs);
  }

  /** The end of an environment that nobody waits for. Without extensions there is nothing to be done. */
  async shutDown(reason: ShutdownReason): Promise<void> {
    if (this.extensions.length === 0) return;
    const thaw = this.#freezer.thaw();
    if (thaw !== undefined) await this.#inTime(thaw);
    await this.stopRuntime();
    await this.shutDownExtensions(reason);
  }

  /** Idempotent. */
  [Symbol.asyncDispose](): Promise<void> {
    this.stopFreezing();
    this.#disposal ??= this.#process[Symbol.asyncDispose]();
    return this.#disposal;
  }

  async #throttleAfter(thaw: Promise<void> | undefined): Promise<void> {
    await thaw;
    await this.throttleCpu();
  }

  async #inTime(preparation: Promise<void>): Promise<void> {
    const late = Promise.withResolvers<void>();
    using _ = this.#clock.after(HOST_PATIENCE_MS, () => late.reject(new Error("The sandbox did not wake up in time.")));
    await Promise.race([preparation, late.promise]);
  }
}
