import type { Clock } from "../../../../base/clock.ts";
import type { TaskGroup } from "../../../../base/task-group.ts";
import { type Connect, createDelivery } from "./delivery.ts";
import type { Subscription } from "./parse-subscription.ts";
import { Subscriber } from "./subscriber.ts";
import type { TelemetryEvent } from "./telemetry-event.ts";

/** How much of the init phase is kept for those who subscribe late in it: as much as one batch can hold. */
const MAX_KEPT_EVENTS = 10_000;
const MAX_KEPT_BYTES = 1_048_576;

/**
 * What happens in one environment, told to the extensions that subscribed. Subscribers also get what happened before
 * they subscribed, since the environment began; after the init phase there are no new ones, and nothing is kept.
 */
export class Telemetry implements Disposable {
  readonly #base: { readonly clock: Clock; readonly tasks: TaskGroup };
  readonly #subscribers = new Map<string, Subscriber>();
  #kept: TelemetryEvent[] | undefined = [];
  #keptBytes = 0;
  #connect: Connect = () => Promise.reject(new Error("There is no sandbox yet."));

  constructor(base: { readonly clock: Clock; readonly tasks: TaskGroup }) {
    this.#base = base;
  }

  /** Before anybody subscribes. */
  reachBy(connect: Connect): void {
    this.#connect = connect;
  }

  get isOpen(): boolean {
    return this.#kept !== undefined;
  }

  /** Whether anybody would be told of an event. */
  get isListenedTo(): boolean {
    return this.#kept !== undefined || this.#subscribers.size > 0;
  }

  publish(event: TelemetryEvent): void {
    this.#keep(event);
    for (const subscriber of this.#subscribers.values()) subscriber.push(event);
  }

  /** Only while open. */
  subscribe(extensionName: string, subscription: Subscription): void {
    const delivery = createDelivery(subscription.destination, this.#connect);
    const subscriber = new Subscriber(subscription, delivery, this.#base);
    this.#subscribers.set(extensionName, subscriber);
    for (const event of this.#kept ?? []) subscriber.push(event);
  }

  /** The init phase is over. */
  close(): void {
    this.#kept = undefined;
  }

  /** Delivers what is gathered without waiting for more. */
  flush(): void {
    for (const subscriber of this.#subscribers.values()) subscriber.flush();
  }

  [Symbol.dispose](): void {
    this.close();
    for (const subscriber of this.#subscribers.values()) subscriber[Symbol.dispose]();
    this.#subscribers.clear();
  }

  #keep(event: TelemetryEvent): void {
    if (this.#kept === undefined || this.#kept.length >= MAX_KEPT_EVENTS) return;
    this.#keptBytes += typeof event.record === "string" ? event.record.length : 0;
    // LIMIT: of a function that floods its log while it initialises, late subscribers miss the rest.
    if (this.#keptBytes <= MAX_KEPT_BYTES) this.#kept.push(event);
  }
}
