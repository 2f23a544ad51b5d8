/** The highest of a number that changes now and then, in this minute and the one before. */
export class MinutePeak {
  #minute = 0;
  #previous = 0;
  #current = 0;

  get latest(): number {
    return Math.max(this.#previous, this.#current);
  }

  /** @param value what it has been since the last call, and is up to now */
  note(value: number, monotonicMs: number): void {
    const minute = Math.floor(monotonicMs / 60_000);
    if (minute !== this.#minute) {
      this.#previous = minute === this.#minute + 1 ? Math.max(this.#current, value) : value;
      this.#current = value;
      this.#minute = minute;
    }
    this.#current = Math.max(this.#current, value);
  }
}
