import type { Clock } from "../../../base/clock.ts";
import type { AsyncEventStore } from "../store/async-event-store.ts";
import type { StepResult } from "./event-runner.ts";

/** Event ids that are read ahead. */
const PAGE = 64;
/** Events of one function that are run at once to begin with. */
const FIRST_WINDOW = 8;
/** With all of them running for so long and none finished, twice as many may run: they wait, they do not compute. */
const PATIENCE_MS = 50;
/** After a refusal no event is taken for so long, so that a queue does not run against a wall. */
const REST_MS = 1_000;

export type LaneTurn =
  | { readonly kind: "event"; readonly eventId: number }
  /** Nothing for so long, unless an event is finished or another one comes. */
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "empty" };

/**
 * The events of one function on their way out of the queue. Its window, how many may run at once, doubles while they
 * take long and halves with each refusal.
 */
export class FunctionLane {
  readonly functionName: string;
  readonly #store: AsyncEventStore;
  readonly #clock: Clock;
  readonly #maxWindow: number;
  readonly #running = new Set<number>();
  /** Ids that were due when they were read. */
  #page: number[] = [];
  #window: number;
  /** Monotonic. */
  #restUntilTickMs = 0;
  /** When an event was last begun or finished; monotonic. */
  #lastMoveTickMs = 0;
  /** While there is nothing to take; on the wall clock, as due times are. */
  #idleUntilMs = 0;

  constructor(functionName: string, store: AsyncEventStore, clock: Clock, maxWindow: number) {
    this.functionName = functionName;
    this.#store = store;
    this.#clock = clock;
    this.#maxWindow = maxWindow;
    this.#window = Math.min(FIRST_WINDOW, maxWindow);
  }

  /** Whether nothing was said to have come since the queue was found empty. */
  get isQuiet(): boolean {
    return this.#idleUntilMs > 0;
  }

  /** There may be an event now that was not there before. */
  wake(): void {
    this.#idleUntilMs = 0;
  }

  /** Takes the next event, which runs until `finish`. */
  async take(): Promise<LaneTurn> {
    const nowMs = this.#clock.nowMs();
    const tickMs = this.#clock.monotonicMs();
    const idleMs = Math.max(this.#restUntilTickMs - tickMs, this.#idleUntilMs - nowMs);
    if (idleMs > 0) return { kind: "wait", ms: idleMs };
    const closedMs = this.#windowClosedMs(tickMs);
    if (closedMs > 0) return { kind: "wait", ms: closedMs };
    const eventId = this.#page.pop() ?? (await this.#turnPage(nowMs));
    if (eventId === undefined) return this.#settle(nowMs);
    this.#running.add(eventId);
    this.#lastMoveTickMs = tickMs;
    return { kind: "event", eventId };
  }

  finish(eventId: number, result: StepResult): void {
    this.#running.delete(eventId);
    this.#lastMoveTickMs = Math.max(this.#lastMoveTickMs, this.#clock.monotonicMs());
    // It may have been put back, to be run again earlier than all others.
    this.#idleUntilMs = 0;
    if (result === "done") return;
    this.#window = Math.max(1, Math.floor(this.#window / 2));
    this.#restUntilTickMs = this.#clock.monotonicMs() + REST_MS;
    // Patience begins after the rest.
    this.#lastMoveTickMs = this.#restUntilTickMs;
  }

  /** @returns for how long no more may run, unless one is finished; may open the window wider */
  #windowClosedMs(tickMs: number): number {
    if (this.#running.size < this.#window) return 0;
    if (this.#window >= this.#maxWindow) return Number.POSITIVE_INFINITY;
    if (tickMs >= this.#lastMoveTickMs + PATIENCE_MS) {
      this.#window = Math.min(this.#window * 2, this.#maxWindow);
      this.#lastMoveTickMs = tickMs;
    }
    return this.#running.size < this.#window ? 0 : this.#lastMoveTickMs + PATIENCE_MS - tickMs;
  }

  /** What runs is still in the queue and must not be taken twice. */
  async #turnPage(nowMs: number): Promise<number | undefined> {
    // Before the queue is read: an event that comes meanwhile makes it 0 again.
    this.#idleUntilMs = Number.POSITIVE_INFINITY;
    const due = await this.#store.due(this.functionName, nowMs, this.#running.size + PAGE);
    this.#page = due.filter((eventId) => !this.#running.has(eventId)).toReversed();
    if (this.#page.length > 0) this.#idleUntilMs = 0;
    return this.#page.pop();
  }

  async #settle(nowMs: number): Promise<LaneTurn> {
    const nextDueMs = await this.#store.nextDueMs(this.functionName, nowMs);
    // Woken while the queue was being read.
    if (this.#idleUntilMs === 0) return { kind: "wait", ms: 0 };
    this.#idleUntilMs = nextDueMs ?? Number.POSITIVE_INFINITY;
    if (nextDueMs === undefined && this.#running.size === 0) return { kind: "empty" };
    return { kind: "wait", ms: this.#idleUntilMs - nowMs };
  }
}
