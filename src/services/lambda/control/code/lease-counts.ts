/** Counts who holds what lies in a directory of code, so that nobody removes it meanwhile. */
export class LeaseCounts {
  /** Only what somebody holds. */
  readonly #counts = new Map<string, number>();

  isHeld(name: string): boolean {
    return this.#counts.has(name);
  }

  /** @returns what gives it up; more than once does no harm */
  take(name: string): () => void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const left = (this.#counts.get(name) ?? 1) - 1;
      if (left === 0) this.#counts.delete(name);
      else this.#counts.set(name, left);
    };
  }
}
