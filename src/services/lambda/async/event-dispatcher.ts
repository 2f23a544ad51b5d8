import { Bell } from "../../../base/bell.ts";
import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/log.ts";
import type { TaskGroup } from "../../../base/task-group.ts";
import type { AsyncEventStore } from "../store/async-event-store.ts";
import type { EventRunner, Step } from "./event-runner.ts";
import { FunctionLane, type FunctionLaneOptions } from "./function-lane.ts";

/** No timer is set for longer; timers of several weeks overflow. */
const LONGEST_WAIT_MS = 3_600_000;

export interface DispatcherLimits {
  /** Events of one function that run at once. */
  readonly perFunction: number;
  /** Events of all functions that run, or whose end is being written down or told, at once. */
  readonly total: number;
}

/**
 * Takes events out of the queue as they fall due and has them run, one function after the other, so that a function with
 * a million events holds nobody up. In memory are only the functions that have events and the events that run.
 */
export class EventDispatcher {
  readonly #store: AsyncEventStore;
  readonly #runner: Pick<EventRunner, "step">;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #tasks: TaskGroup;
  readonly #limits: DispatcherLimits;
  readonly #laneOptions: FunctionLaneOptions;
  /** In the order in which they come to their turn. */
  readonly #lanes = new Map<string, FunctionLane>();
  #takenCount = 0;
  #isStopped = false;
  /** Rings when there may be something to do: an event came or was finished. */
  readonly #bell: Bell;

  constructor(parts: {
    readonly store: AsyncEventStore;
    readonly runner: Pick<EventRunner, "step">;
    readonly clock: Clock;
    readonly logger: Logger;
    /** Owns the dispatcher and everything that it runs. */
    readonly tasks: TaskGroup;
    readonly limits: DispatcherLimits;
    readonly processors: FunctionLaneOptions["processors"];
  }) {
    this.#store = parts.store;
    this.#runner = parts.runner;
    this.#clock = parts.clock;
    this.#logger = parts.logger;
    this.#tasks = parts.tasks;
    this.#limits = parts.limits;
    this.#laneOptions = { ...parts, maxWindow: parts.limits.perFunction };
    this.#bell = new Bell(parts.clock);
  }

  /** Begins, with what the last server left in the queue. */
  async start(): Promise<void> {
    for await (const functionName of this.#store.functionNames()) this.wake(functionName);
    this.#tasks.run((signal) => this.#run(signal));
  }

  /** A function has an event that it did not have before. */
  wake(functionName: string): void {
    const lane = this.#lanes.get(functionName);
    if (lane === undefined) {
      this.#lanes.set(functionName, new FunctionLane(functionName, this.#laneOptions));
    } else lane.wake();
    this.#bell.ring();
  }

  /** Takes no more events out of the queue, and waits for those that run, but not after the signal is aborted. */
  async drain(signal: AbortSignal): Promise<void> {
    this.#isStopped = true;
    this.#bell.ring();
    while (this.#takenCount > 0 && !signal.aborted) await this.#bell.wait(LONGEST_WAIT_MS, signal);
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!this.#isStopped && !signal.aborted) {
      try {
        const idleMs = await this.#round();
        if (idleMs !== undefined) await this.#bell.wait(Math.min(idleMs, LONGEST_WAIT_MS), signal);
      } catch (error) {
        signal.throwIfAborted();
        this.#logger.error({ err: error }, "the queue of asynchronous events could not be read");
        await this.#clock.delay(1_000, { signal });
      }
    }
  }

  /** Gives each function one turn. @returns for how long there is nothing to do; undefined when there may be more at once */
  async #round(): Promise<number | undefined> {
    let idleMs = Number.POSITIVE_INFINITY;
    let hasStarted = false;
    // Those of this round; who has had its turn goes to the end of the line meanwhile.
    const lanes = [...this.#lanes.values()];
    for (const lane of lanes) {
      if (this.#isStopped || this.#takenCount >= this.#limits.total) return Number.POSITIVE_INFINITY;
      const turn = await lane.take();
      switch (turn.kind) {
        case "event":
          this.#begin(lane, turn.eventId);
          hasStarted = true;
          break;
        case "wait":
          idleMs = Math.min(idleMs, turn.ms);
          break;
        case "empty":
          if (lane.isQuiet) this.#lanes.delete(lane.functionName);
          break;
        default:
          turn satisfies never;
      }
    }
    return hasStarted ? undefined : idleMs;
  }

  #begin(lane: FunctionLane, eventId: number): void {
    this.#takenCount += 1;
    this.#lanes.delete(lane.functionName);
    this.#lanes.set(lane.functionName, lane);
    this.#tasks.run(async (signal) => {
      try {
        const { isRefused, settled } = await this.#step(lane, eventId, signal);
        lane.release(eventId, { isRefused });
        this.#bell.ring();
        await settled;
      } finally {
        this.#takenCount -= 1;
        lane.giveBack(eventId);
        this.#bell.ring();
      }
    });
  }

  /** An event about which nothing could be learned is like one whose function could not be run. */
  async #step(lane: FunctionLane, eventId: number, signal: AbortSignal): Promise<Step> {
    try {
      return await this.#runner.step(eventId);
    } catch (error) {
      signal.throwIfAborted();
      this.#logger.error({ err: error, functionName: lane.functionName }, "an asynchronous event could not be run");
      return { isRefused: true, settled: Promise.resolve() };
    }
  }
}
