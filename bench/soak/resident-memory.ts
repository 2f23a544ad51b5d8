import { residentMiB } from "./host-holdings.ts";

const EVERY_MS = 1_000;

/** Looks at a server's resident memory every second, until disposed of. */
export class ResidentMemory implements Disposable {
  readonly #timer: NodeJS.Timeout;
  readonly #samplesMiB: number[] = [];

  constructor(pid: number) {
    this.#timer = setInterval(
      () =>
        void residentMiB(pid).then(
          (sample) => this.#samplesMiB.push(sample),
          () => undefined,
        ),
      EVERY_MS,
    );
  }

  /** Forgets what was seen while the server warmed up. */
  beginAnew(): void {
    this.#samplesMiB.length = 0;
  }

  get description(): string {
    const highestMiB = Math.max(...this.#samplesMiB);
    return `${highestMiB.toFixed(0)} MiB at most, by ${this.#slopeMiBPerMinute.toFixed(1)} MiB a minute`;
  }

  /** The slope of the line through all samples that fits best. */
  get #slopeMiBPerMinute(): number {
    const count = this.#samplesMiB.length;
    const middle = (count - 1) / 2;
    const mean = this.#samplesMiB.reduce((sum, sample) => sum + sample, 0) / count;
    let rise = 0;
    let spread = 0;
    for (const [index, sample] of this.#samplesMiB.entries()) {
      rise += (index - middle) * (sample - mean);
      spread += (index - middle) ** 2;
    }
    return (rise / spread) * (60_000 / EVERY_MS);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
