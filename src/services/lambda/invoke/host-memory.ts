/**
 * The host's memory as promised to environments: each counts with what its function may use, so that a host that
 * keeps its promises never swaps.
 */
export class HostMemory {
  #freeMiB: number;

  constructor(limitMiB: number) {
    this.#freeMiB = limitMiB;
  }

  /** @returns undefined when there is not that much left */
  reserve(memoryMiB: number): Disposable | undefined {
    if (memoryMiB > this.#freeMiB) return undefined;
    this.#freeMiB -= memoryMiB;
    return { [Symbol.dispose]: () => void (this.#freeMiB += memoryMiB) };
  }
}
