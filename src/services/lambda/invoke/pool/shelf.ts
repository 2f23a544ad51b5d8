import type { PreparedSandbox, Preparation } from "./prepared-sandbox.ts";

/** After this long without as much demand again, half as many are kept. */
const HALF_LIFE_MS = 300_000;

/** The prepared sandboxes of one kind, and how many of them are wanted: as many as were needed at once lately. */
export class Shelf {
  readonly preparation: Preparation;
  readonly #ready: PreparedSandbox[] = [];
  /** Demands since the shelf was filled up last. */
  #demands = 0;
  #peak = 0;
  /** Monotonic, as the other. */
  #peakMs = 0;
  #lastDemandMs = 0;

  constructor(preparation: Preparation) {
    this.preparation = preparation;
  }

  get lastDemandMs(): number {
    return this.#lastDemandMs;
  }

  get readyCount(): number {
    return this.#ready.length;
  }

  /** One is needed now, or will be soon. */
  demand(nowMs: number): void {
    this.#demands += 1;
    this.#lastDemandMs = nowMs;
  }

  /** The one that has waited longest. Undefined when there is none. */
  take(): PreparedSandbox | undefined {
    for (let first = this.#ready.shift(); first !== undefined; first = this.#ready.shift()) {
      if (first.isWaiting) return first;
    }
    return undefined;
  }

  put(prepared: PreparedSandbox): void {
    this.#ready.push(prepared);
  }

  remove(prepared: PreparedSandbox): void {
    const index = this.#ready.indexOf(prepared);
    if (index >= 0) this.#ready.splice(index, 1);
  }

  /** To be asked when the shelf is about to be filled up: what was demanded until then counts as needed at once. */
  wanted(nowMs: number): number {
    const faded = Math.floor(this.#peak / 2 ** Math.floor((nowMs - this.#peakMs) / HALF_LIFE_MS));
    if (this.#demands >= faded && this.#demands > 0) {
      this.#peak = this.#demands;
      this.#peakMs = nowMs;
    }
    const wanted = Math.max(faded, this.#demands);
    this.#demands = 0;
    return wanted;
  }
}
