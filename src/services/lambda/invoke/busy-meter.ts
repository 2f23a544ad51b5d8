const MINUTE_MS = 60_000;

/** Measures how many of several environments are busy: all their time together, and the most at once. */
export class BusyMeter {
  #busyMs = 0;
  #sinceMs = 0;
  #minute = 0;
  #peakBefore = 0;
  #peak = 0;

  /** Two that were busy for a second make 2,000. */
  get busyMs(): number {
    return this.#busyMs;
  }

  /** In the minute of the last note and the one before. */
  get peak(): number {
    return Math.max(this.#peakBefore, this.#peak);
  }

  /** To be called before their number changes. @param busy how many have been since the last call */
  note(busy: number, monotonicMs: number): void {
    this.#busyMs += busy * (monotonicMs - this.#sinceMs);
    this.#sinceMs = monotonicMs;
    const minute = Math.floor(monotonicMs / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#peakBefore = minute === this.#minute + 1 ? Math.max(this.#peak, busy) : busy;
      this.#peak = busy;
      this.#minute = minute;
    }
    this.#peak = Math.max(this.#peak, busy);
  }
}
