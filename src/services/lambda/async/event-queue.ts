import type { Clock } from "../../../base/clock.ts";
import type { FunctionBacklog } from "../model/async-event.ts";
import type { AsyncEventStore } from "../store/async-event-store.ts";
import type { AsyncEventObserver, AsyncInvoker, NewAsyncEvent } from "./contract.ts";

/** The way into the queue and the view of it. Who runs events is woken by it and knows nothing of callers. */
export class EventQueue implements AsyncInvoker {
  readonly #store: AsyncEventStore;
  readonly #observer: AsyncEventObserver;
  readonly #clock: Clock;
  readonly #wake: (functionName: string) => void;

  constructor(parts: {
    readonly store: AsyncEventStore;
    readonly observer: AsyncEventObserver;
    readonly clock: Clock;
    /** Called when a function has an event more. */
    readonly wake: (functionName: string) => void;
  }) {
    this.#store = parts.store;
    this.#observer = parts.observer;
    this.#clock = parts.clock;
    this.#wake = parts.wake;
  }

  async accept(event: NewAsyncEvent): Promise<void> {
    await this.#store.add({ ...event, acceptedMs: this.#clock.nowMs() });
    this.#observer.onAccepted(event);
    this.#wake(event.functionName);
  }

  async discard(functionName: string): Promise<void> {
    const eventCount = await this.#store.discard(functionName);
    if (eventCount > 0) this.#observer.onDropped({ functionName, qualifier: undefined }, undefined, eventCount);
  }

  purge(functionName: string): Promise<number> {
    return this.#store.discard(functionName);
  }

  backlog(): Promise<readonly FunctionBacklog[]> {
    return this.#store.backlog();
  }
}
