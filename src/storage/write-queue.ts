import { AsyncLocalStorage } from "node:async_hooks";

/** Work that needs the writer for itself and may wait in the middle. */
interface Exclusive {
  readonly kind: "exclusive";
  readonly run: () => Promise<void>;
}

/** One statement, finished without waiting, that may share a commit with its neighbours. */
export interface Single {
  readonly kind: "single";
  readonly run: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** How many single statements one commit carries at most, so that nobody waits long for the group to fill. */
const MAX_GROUP = 512;

/**
 * Lets one writer at a time at the database, in order of arrival. Single statements that arrive while the
 * writer is busy are handed over as one group: they share one commit, and so one wait for the disk.
 */
export class WriteQueue {
  readonly #waiting: (Exclusive | Single)[] = [];
  readonly #commitGroup: (group: readonly Single[]) => void;
  /** Marks the code that runs inside an exclusive turn, so that waiting for itself is an error and no hang. */
  readonly #inside = new AsyncLocalStorage<{ open: boolean }>();
  #draining: Promise<void> | undefined;

  constructor(commitGroup: (group: readonly Single[]) => void) {
    this.#commitGroup = commitGroup;
  }

  /** Runs `work` with nobody else writing, and resolves as it does. */
  exclusive<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#enqueue((resolve, reject) => ({
      kind: "exclusive",
      run: async () => {
        const turn = { open: true };
        try {
          resolve(await this.#inside.run(turn, work));
        } catch (error) {
          reject(error);
        } finally {
          turn.open = false;
        }
      },
    }));
  }

  /** Runs `work` in a commit of its own or of its group; resolves when that commit is durable. */
  single<Result>(work: () => Result): Promise<Result> {
    return this.#enqueue((resolve, reject) => {
      let result: Result;
      return {
        kind: "single",
        run: () => void (result = work()),
        resolve: () => resolve(result),
        reject,
      };
    });
  }

  /** Resolves when nothing waits and nothing runs. */
  async idle(): Promise<void> {
    while (this.#draining !== undefined) await this.#draining;
  }

  #enqueue<Result>(
    entry: (resolve: (result: Result) => void, reject: (error: unknown) => void) => Exclusive | Single,
  ): Promise<Result> {
    if (this.#inside.getStore()?.open === true) {
      return Promise.reject(new Error("a transaction waits for itself: use its session, not the database"));
    }
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push(entry(resolve, reject));
      this.#draining ??= this.#drain();
    });
  }

  async #drain(): Promise<void> {
    // One turn of the microtask queue lets everyone who writes in this tick join the group.
    await Promise.resolve();
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      if (next.kind === "exclusive") await next.run();
      else this.#commitGroup([next, ...this.#takeSingles()]);
    }
    this.#draining = undefined;
  }

  #takeSingles(): Single[] {
    const end = this.#waiting.findIndex((entry) => entry.kind !== "single");
    const count = Math.min(end === -1 ? this.#waiting.length : end, MAX_GROUP - 1);
    return this.#waiting.splice(0, count).filter((entry) => entry.kind === "single");
  }
}
