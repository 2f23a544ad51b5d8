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
  /** Of that, the time since the runtime was told that it was restored; undefined when it was not. */
  readonly sinceRestoredMs: number | undefined;
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
  #restoredMs: number | undefined;

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

  /** The runtime goes on from a snapshot and was told so. */
  noteRestored(): void {
    this.#restoredMs = this.#clock.monotonicMs();
  }

  /** Only the first end counts. */
  finish(end: InitializationEnd): void {
    const nowMs = this.#clock.monotonicMs();
    const sinceRestoredMs = this.#restoredMs === undefined ? undefined : nowMs - this.#restoredMs;
    this.#resolve({ end, durationMs: nowMs - this.#startedMs, sinceRestoredMs });
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
