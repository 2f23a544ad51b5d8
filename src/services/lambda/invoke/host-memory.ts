/**
 * The host's memory as promised to environments: each that may run counts with what its function may use, so that a host
 * that keeps its promises never swaps.
 */
export class HostMemory {
  readonly limitMiB: number;
  #freeMiB: number;

  constructor(limitMiB: number) {
    this.limitMiB = limitMiB;
    this.#freeMiB = limitMiB;
  }

  get freeMiB(): number {
    return this.#freeMiB;
  }

  /** @returns undefined when there is not that much left */
  reserve(memoryMiB: number): MemoryShare | undefined {
    return this.#take(memoryMiB) ? new MemoryShare(memoryMiB, (moreMiB) => this.#take(moreMiB)) : undefined;
  }

  /** Less than nothing gives back, and is always granted. */
  #take(memoryMiB: number): boolean {
    if (memoryMiB > 0 && memoryMiB > this.#freeMiB) return false;
    this.#freeMiB -= memoryMiB;
    return true;
  }
}

/** What one environment has of the host's memory. Disposing of it gives it back; once. */
export class MemoryShare implements Disposable {
  readonly #promisedMiB: number;
  readonly #take: (memoryMiB: number) => boolean;
  #heldMiB: number;

  /** @param take of what the host has free; false when it has not that much */
  constructor(promisedMiB: number, take: (memoryMiB: number) => boolean) {
    this.#promisedMiB = promisedMiB;
    this.#heldMiB = promisedMiB;
    this.#take = take;
  }

  get heldMiB(): number {
    return this.#heldMiB;
  }

  get missingMiB(): number {
    return this.#promisedMiB - this.#heldMiB;
  }

  /** All that was promised, as before it may run. @returns false when the host has not that much free */
  claim(): boolean {
    if (this.#heldMiB === this.#promisedMiB) return true;
    if (!this.#take(this.missingMiB)) return false;
    this.#heldMiB = this.#promisedMiB;
    return true;
  }

  /** As long as it cannot run it cannot take more than it has, and the rest is for others. */
  rest(usedMiB: number): void {
    const heldMiB = Math.min(usedMiB, this.#promisedMiB);
    this.#take(heldMiB - this.#heldMiB);
    this.#heldMiB = heldMiB;
  }

  [Symbol.dispose](): void {
    this.#take(-this.#heldMiB);
    this.#heldMiB = 0;
  }
}
