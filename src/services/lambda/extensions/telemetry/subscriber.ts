import type { Clock } from "../../../../base/clock.ts";
import type { TaskGroup } from "../../../../base/task-group.ts";
import type { Delivery } from "./delivery.ts";
import type { Buffering, Subscription } from "./parse-subscription.ts";
import { streamOf, type TelemetryEvent } from "./telemetry-event.ts";

/** Between attempts to deliver a batch, the last of them again and again doubled; after it the batch is given up. */
const RETRY_DELAYS_MS = [25, 50, 100, 200, 400, 800, 1_600, 3_200];

/** AWS's words. */
const FALLEN_BEHIND = "Consumer seems to have fallen behind as it has not acknowledged receipt of logs.";

/**
 * One subscription: events gather in a batch until it is full or old enough, and batches are delivered one after the
 * other. While one is on its way, one more can gather; what comes beyond that is dropped and counted, so that a
 * subscriber that does not read costs two batches of memory and no more.
 * LIMIT: that memory is the server's; AWS counts it to the environment. Ten extensions can hold 20 MiB of it.
 */
export class Subscriber implements Disposable {
  readonly #subscription: Subscription;
  readonly #delivery: Delivery;
  readonly #clock: Clock;
  readonly #tasks: TaskGroup;
  #gathered: string[] = [];
  #gatheredBytes = 0;
  /** Armed while something is gathered. */
  #timer: Disposable | undefined;
  #isDue = false;
  #isSending = false;
  #isDisposed = false;
  #droppedRecords = 0;
  #droppedBytes = 0;
  #retryTimer: { readonly timer: Disposable; readonly resolve: () => void } | undefined;

  constructor(
    subscription: Subscription,
    delivery: Delivery,
    base: { readonly clock: Clock; readonly tasks: TaskGroup },
  ) {
    this.#subscription = subscription;
    this.#delivery = delivery;
    this.#clock = base.clock;
    this.#tasks = base.tasks;
  }

  push(event: TelemetryEvent): void {
    const text = this.#textOf(event);
    if (text === undefined) return;
    if (this.#isSending && this.#isFull) {
      this.#droppedRecords += 1;
      this.#droppedBytes += Buffer.byteLength(text);
      return;
    }
    this.#gather(text);
    if (this.#isFull) this.flush();
  }

  /** Delivers what is gathered without waiting for more. */
  flush(): void {
    if (this.#gathered.length === 0) return;
    this.#isDue = true;
    if (!this.#isSending) this.#tasks.run(() => this.#sendAll());
  }

  /** What was not delivered is lost. */
  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#timer?.[Symbol.dispose]();
    this.#retryTimer?.timer[Symbol.dispose]();
    this.#retryTimer?.resolve();
    this.#delivery[Symbol.dispose]();
  }

  get #buffering(): Buffering {
    return this.#subscription.buffering;
  }

  get #isFull(): boolean {
    return this.#gathered.length >= this.#buffering.maxItems || this.#gatheredBytes >= this.#buffering.maxBytes;
  }

  /** Undefined when it is not told of this event. */
  #textOf(event: TelemetryEvent): string | undefined {
    const isWanted = !this.#isDisposed && this.#subscription.types.includes(streamOf(event));
    return isWanted ? this.#subscription.dialect(event) : undefined;
  }

  #gather(text: string): void {
    this.#gathered.push(text);
    this.#gatheredBytes += Buffer.byteLength(text);
    this.#timer ??= this.#clock.after(this.#buffering.timeoutMs, () => {
      this.#timer = undefined;
      this.flush();
    });
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    while (this.#isDue && !this.#isDisposed) {
      const batch = this.#take();
      if (!(await this.#deliver(batch.events))) this.#countDropped(batch);
      this.#tellDropped();
    }
    this.#isSending = false;
  }

  #take(): { readonly events: readonly string[]; readonly bytes: number } {
    const batch = { events: this.#gathered, bytes: this.#gatheredBytes };
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    this.#isDue = false;
    return batch;
  }

  /** @returns whether it arrived */
  async #deliver(events: readonly string[]): Promise<boolean> {
    for (const delayMs of [...RETRY_DELAYS_MS, undefined]) {
      if (this.#isDisposed) return false;
      try {
        await this.#delivery.send(events);
        return true;
      } catch {
        // Nobody listens yet, or it was refused: the subscriber's own matter. It is told of what it missed.
        if (delayMs !== undefined) await this.#pause(delayMs);
      }
    }
    return false;
  }

  async #pause(delayMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#retryTimer = { timer: this.#clock.after(delayMs, resolve), resolve };
    await promise;
    this.#retryTimer = undefined;
  }

  #countDropped({ events, bytes }: { readonly events: readonly string[]; readonly bytes: number }): void {
    this.#droppedRecords += events.length;
    this.#droppedBytes += bytes;
  }

  #tellDropped(): void {
    if (this.#droppedRecords === 0) return;
    const record = { reason: FALLEN_BEHIND, droppedRecords: this.#droppedRecords, droppedBytes: this.#droppedBytes };
    this.#droppedRecords = 0;
    this.#droppedBytes = 0;
    const text = this.#textOf({ timeMs: this.#clock.nowMs(), type: "platform.logsDropped", record });
    // Even if the batch is full: it tells what else is missing.
    if (text !== undefined) this.#gather(text);
  }
}
