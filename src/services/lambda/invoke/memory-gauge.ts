import type { Clock } from "../../../base/clock.ts";
import type { Sandbox } from "../../../sandbox/contract.ts";

/**
 * A reading costs a file of the kernel, as much time as a very short invocation. Invocations that end within this time
 * of the last reading are reported with its figure; what they used beyond it shows in the next reading. A figure that
 * has not changed lasts twice as long the next time, up to a limit.
 */
const READING_LASTS_MS = 50;
const MAX_READING_LASTS_MS = 1_000;

/**
 * Tells the `Max Memory Used` of invocations.
 * PARITY: the figure is the environment's highest so far, init included, whichever invocation used it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export class MemoryGauge {
  readonly #sandbox: Pick<Sandbox, "peakMemoryMiB">;
  readonly #clock: Clock;
  #readAtMs = Number.NEGATIVE_INFINITY;
  #lastsMs = READING_LASTS_MS;
  #latestMiB = 0;

  constructor(sandbox: Pick<Sandbox, "peakMemoryMiB">, clock: Clock) {
    this.#sandbox = sandbox;
    this.#clock = clock;
  }

  /** MiB, as of the last reading. */
  get latestMiB(): number {
    return this.#latestMiB;
  }

  /** MiB. A number at once where the last reading will do. */
  read(): number | Promise<number> {
    return this.#clock.monotonicMs() - this.#readAtMs < this.#lastsMs ? this.#latestMiB : this.readNow();
  }

  async readNow(): Promise<number> {
    this.#readAtMs = this.#clock.monotonicMs();
    // LIMIT: where the host does not count memory, the report says 0.
    const readMiB = (await this.#sandbox.peakMemoryMiB()) ?? this.#latestMiB;
    this.#lastsMs = readMiB === this.#latestMiB ? Math.min(this.#lastsMs * 2, MAX_READING_LASTS_MS) : READING_LASTS_MS;
    this.#latestMiB = readMiB;
    return readMiB;
  }
}
