/** One problem found while reading something a person wrote, such as the configuration. */
export interface Problem {
  /** Where it is, in the reader's own terms, for example `port` or `--port`. */
  readonly at: string;
  readonly message: string;
}

/** Gathers problems so that all of them are shown at once instead of the first only. */
export class Diagnostics {
  readonly #problems: Problem[] = [];

  report(at: string, message: string): void {
    this.#problems.push({ at, message });
  }

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  get hasErrors(): boolean {
    return this.#problems.length > 0;
  }

  /** One line a problem. */
  toString(): string {
    return this.#problems.map((problem) => `${problem.at}: ${problem.message}`).join("\n");
  }
}
