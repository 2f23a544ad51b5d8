import { cpus } from "node:os";
import type { Clock } from "../../../base/clock.ts";

/** How long a look at the processors counts, and over how long they are judged. */
const INTERVAL_MS = 200;
/** Busy means: idle for less than this share of the time. */
const IDLE_SHARE = 0.15;

/** What the processors of a host did since it was started, all together. */
export interface ProcessorTimes {
  readonly idleMs: number;
  readonly totalMs: number;
}

/**
 * Tells whether the host's processors have anything left to give.
 * LIMIT: of the whole host; a server that may use a part of it only is told of the rest, too.
 */
export class Processors {
  readonly #clock: Clock;
  readonly #read: () => ProcessorTimes;
  #times: ProcessorTimes;
  #lookedTickMs: number;
  #areBusy = false;

  constructor(clock: Clock, read: () => ProcessorTimes = processorTimes) {
    this.#clock = clock;
    this.#read = read;
    this.#times = read();
    this.#lookedTickMs = clock.monotonicMs();
  }

  get areBusy(): boolean {
    const tickMs = this.#clock.monotonicMs();
    if (tickMs - this.#lookedTickMs < INTERVAL_MS) return this.#areBusy;
    const times = this.#read();
    const idleMs = times.idleMs - this.#times.idleMs;
    this.#areBusy = idleMs < (times.totalMs - this.#times.totalMs) * IDLE_SHARE;
    this.#times = times;
    this.#lookedTickMs = tickMs;
    return this.#areBusy;
  }
}

const processorTimes = (): ProcessorTimes => {
  let idleMs = 0;
  let totalMs = 0;
  for (const { times } of cpus()) {
    idleMs += times.idle;
    totalMs += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { idleMs, totalMs };
};
