import type { Clock } from "../../../base/clock.ts";
import type { SandboxExit } from "../../../sandbox/contract.ts";
import type { ExtensionFailure } from "./function-errors.ts";

/** How an init phase came to its end. */
export type InitializationEnd =
  | { readonly kind: "ready" }
  /** The runtime reported that it cannot start. */
  | { readonly kind: "error"; readonly errorType: string; readonly payload: Uint8Array }
  | { readonly kind: "exit"; readonly exit: SandboxExit }
  | { readonly kind: "extension"; readonly failure: ExtensionFailure }
  | { readonly kind: "timeout" };

export interface InitializationResult {
  readonly end: InitializationEnd;
  readonly durationMs: number;
}

/** One attempt to get a runtime ready; over when one of its ends is told, or the time is up. */
export class Initialization implements Disposable {
  readonly result: Promise<InitializationResult>;
  readonly #over = new AbortController();
  readonly #clock: Clock;
  readonly #startedMs: number;
  readonly #resolve: (result: InitializationResult) => void;
  readonly #reject: (error: unknown) => void;
  readonly #timer: Disposable;

  constructor(clock: Clock, limitMs: number) {
    const { promise, resolve, reject } = Promise.withResolvers<InitializationResult>();
    this.#clock = clock;
    this.#startedMs = clock.monotonicMs();
    this.#timer = clock.after(limitMs, () => this.finish({ kind: "timeout" }));
    this.result = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    // Given up before anybody waited for the result: the one who gave it up knows.
    promise.catch(() => {});
  }

  /** Aborted when the attempt is over, so that a sandbox that is still being made then is given up. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Only the first end counts. */
  finish(end: InitializationEnd): void {
    this.#resolve({ end, durationMs: this.#clock.monotonicMs() - this.#startedMs });
    if (end.kind === "timeout") this.#over.abort(new Error("The sandbox was not made in time."));
  }

  /** The platform gave up, for a reason that is not the function's. */
  abandon(error: unknown): void {
    this.#reject(error);
    this.#over.abort(error);
  }

  [Symbol.dispose](): void {
    this.#timer[Symbol.dispose]();
  }
}
