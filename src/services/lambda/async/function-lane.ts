import type { Clock } from "../../../base/clock.ts";
import type { AsyncEventStore } from "../store/async-event-store.ts";

/** Event ids that are read ahead. */
const PAGE = 64;
/** Events of one function that are run at once to begin with. */
const FIRST_WINDOW = 8;
/**
 * With all of them running for so long and none finished, twice as many may run: they wait, they do not compute. Longer
 * than their environments take to start, or a backlog would start more than the host has use for.
 */
const PATIENCE_MS = 250;
/** Of events that take longer on average, one more may run each time that patience ends, although some are finished. */
const SLOW_EVENT_MS = 20;
/** How much the last event counts in the average. */
const LAST_EVENT_SHARE = 0.2;
/** Events whose end is being written down or told. A target that does not answer stops the function here. */
const MAX_UNSETTLED = 64;
/** After a refusal no event is taken for so long, so that a queue does not run against a wall. */
const REST_MS = 1_000;

export type LaneTurn =
  | { readonly kind: "event"; readonly eventId: number }
  /** Nothing for so long, unless an event is finished or another one comes. */
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "empty" };

export interface FunctionLaneOptions {
  readonly store: AsyncEventStore;
  readonly clock: Clock;
  readonly processors: { readonly areBusy: boolean };
  /** How many events of the function may ever run at once. */
  readonly maxWindow: number;
}

/**
 * The events of one function on their way out of the queue. Its window, how many may run at once, grows while they take
 * long, others wait and the host has time to spare, and halves with each refusal. Quick ones need no wide window: another
 * environment would take longer to start than they take to run.
 */
export class FunctionLane {
  readonly functionName: string;
  readonly #store: AsyncEventStore;
  readonly #clock: Clock;
  readonly #processors: FunctionLaneOptions["processors"];
  readonly #maxWindow: number;
  /** Events that the queue need not be asked about, and when they began; monotonic. */
  readonly #taken = new Map<number, number>();
  /** How many of them run. */
  #runningCount = 0;
  /** Ids that were due when they were read. */
  #page: number[] = [];
  #window: number;
  /** Monotonic. */
  #restUntilTickMs = 0;
  /** When an event was last begun or finished; monotonic. */
  #lastMoveTickMs = 0;
  /** When the window last grew; monotonic. */
  #lastGrowthTickMs = 0;
  #averageMs = 0;
  /** While there is nothing to take; on the wall clock, as due times are. */
  #idleUntilMs = 0;

  constructor(functionName: string, options: FunctionLaneOptions) {
    this.functionName = functionName;
    this.#store = options.store;
    this.#clock = options.clock;
    this.#processors = options.processors;
    this.#maxWindow = options.maxWindow;
    this.#window = Math.min(FIRST_WINDOW, options.maxWindow);
  }

  /** Whether nothing was said to have come since the queue was found empty. */
  get isQuiet(): boolean {
    return this.#idleUntilMs > 0;
  }

  /** There may be an event now that was not there before. */
  wake(): void {
    this.#idleUntilMs = 0;
  }

  /** Takes the next event. It runs until `release`, and is not taken again before `giveBack`. */
  async take(): Promise<LaneTurn> {
    const nowMs = this.#clock.nowMs();
    const tickMs = this.#clock.monotonicMs();
    const idleMs = Math.max(this.#restUntilTickMs - tickMs, this.#idleUntilMs - nowMs);
    if (idleMs > 0) return { kind: "wait", ms: idleMs };
    const closedMs = this.#windowClosedMs(tickMs);
    if (closedMs > 0) return { kind: "wait", ms: closedMs };
    const eventId = this.#page.pop() ?? (await this.#turnPage(nowMs));
    if (eventId === undefined) return this.#settle(nowMs);
    this.#taken.set(eventId, tickMs);
    this.#runningCount += 1;
    this.#lastMoveTickMs = tickMs;
    return { kind: "event", eventId };
  }

  /** Nothing of an event runs any more; what became of it is not settled yet. */
  release(eventId: number, outcome: { readonly isRefused: boolean }): void {
    const tickMs = this.#clock.monotonicMs();
    this.#runningCount -= 1;
    this.#averageMs += (tickMs - (this.#taken.get(eventId) ?? tickMs) - this.#averageMs) * LAST_EVENT_SHARE;
    this.#lastMoveTickMs = Math.max(this.#lastMoveTickMs, tickMs);
    if (!outcome.isRefused) return;
    this.#window = Math.max(1, Math.floor(this.#window / 2));
    this.#restUntilTickMs = tickMs + REST_MS;
    // Patience begins after the rest.
    this.#lastMoveTickMs = this.#restUntilTickMs;
    this.#lastGrowthTickMs = this.#restUntilTickMs;
  }

  /** The queue says again what is to be done with an event that was taken. */
  giveBack(eventId: number): void {
    this.#taken.delete(eventId);
    // It may have been put back, to be run again earlier than all others.
    this.#idleUntilMs = 0;
  }

  /** @returns for how long no more may run, unless one is finished; may open the window wider */
  #windowClosedMs(tickMs: number): number {
    if (this.#taken.size - this.#runningCount >= MAX_UNSETTLED) return Number.POSITIVE_INFINITY;
    if (this.#runningCount < this.#window) return 0;
    if (this.#window >= this.#maxWindow) return Number.POSITIVE_INFINITY;
    const stuckTickMs = this.#lastMoveTickMs + PATIENCE_MS;
    const slowTickMs = this.#averageMs > SLOW_EVENT_MS ? this.#lastGrowthTickMs + PATIENCE_MS : stuckTickMs;
    if (tickMs >= stuckTickMs) this.#grow(this.#window, tickMs);
    else if (tickMs >= slowTickMs) this.#grow(1, tickMs);
    else return Math.min(stuckTickMs, slowTickMs) - tickMs;
    return this.#runningCount < this.#window ? 0 : PATIENCE_MS;
  }

  /** On a busy host more of them would only get in each other's way, starting environments above all. */
  #grow(by: number, tickMs: number): void {
    if (!this.#processors.areBusy) this.#window = Math.min(this.#window + by, this.#maxWindow);
    this.#lastGrowthTickMs = tickMs;
    this.#lastMoveTickMs = tickMs;
  }

  /** What was taken is still in the queue and must not be taken twice. */
  async #turnPage(nowMs: number): Promise<number | undefined> {
    // Before the queue is read: an event that comes meanwhile makes it 0 again.
    this.#idleUntilMs = Number.POSITIVE_INFINITY;
    const due = await this.#store.due(this.functionName, nowMs, this.#taken.size + PAGE);
    this.#page = due.filter((eventId) => !this.#taken.has(eventId)).toReversed();
    if (this.#page.length > 0) this.#idleUntilMs = 0;
    return this.#page.pop();
  }

  async #settle(nowMs: number): Promise<LaneTurn> {
    const nextDueMs = await this.#store.nextDueMs(this.functionName, nowMs);
    // Woken while the queue was being read.
    if (this.#idleUntilMs === 0) return { kind: "wait", ms: 0 };
    this.#idleUntilMs = nextDueMs ?? Number.POSITIVE_INFINITY;
    if (nextDueMs === undefined && this.#taken.size === 0) return { kind: "empty" };
    return { kind: "wait", ms: this.#idleUntilMs - nowMs };
  }
}
