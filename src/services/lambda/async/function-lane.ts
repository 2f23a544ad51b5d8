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
  /** Nothing before that moment, unless an event is finished or another one comes. */
  | { readonly kind: "wait"; readonly untilMs: number }
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
  #restUntilMs = 0;
  #lastMoveMs = 0;
  /** While there is nothing to take. */
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
    const idleUntilMs = Math.max(this.#restUntilMs, this.#idleUntilMs);
    if (idleUntilMs > nowMs) return { kind: "wait", untilMs: idleUntilMs };
    const opensMs = this.#windowOpensMs(nowMs);
    if (opensMs > nowMs) return { kind: "wait", untilMs: opensMs };
    const eventId = this.#page.pop() ?? (await this.#turnPage(nowMs));
    if (eventId === undefined) return this.#settle(nowMs);
    this.#running.add(eventId);
    this.#lastMoveMs = nowMs;
    return { kind: "event", eventId };
  }

  finish(eventId: number, result: StepResult): void {
    this.#running.delete(eventId);
    this.#lastMoveMs = this.#clock.nowMs();
    // It may have been put back, to be run again earlier than all others.
    this.#idleUntilMs = 0;
    if (result === "done") return;
    this.#window = Math.max(1, Math.floor(this.#window / 2));
    this.#restUntilMs = this.#lastMoveMs + REST_MS;
  }

  #windowOpensMs(nowMs: number): number {
    if (this.#running.size < this.#window) return 0;
    if (this.#window >= this.#maxWindow) return Number.POSITIVE_INFINITY;
    if (nowMs < this.#lastMoveMs + PATIENCE_MS) return this.#lastMoveMs + PATIENCE_MS;
    this.#window = Math.min(this.#window * 2, this.#maxWindow);
    return 0;
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
    if (this.#idleUntilMs === 0) return { kind: "wait", untilMs: nowMs };
    this.#idleUntilMs = nextDueMs ?? Number.POSITIVE_INFINITY;
    if (nextDueMs === undefined && this.#running.size === 0) return { kind: "empty" };
    return { kind: "wait", untilMs: this.#idleUntilMs };
  }
}
