import type { Clock } from "../../../base/clock.ts";
import type { FunctionVersion } from "../model/function-version.ts";
import type { EnvironmentOwner, ExecutionEnvironment } from "./execution-environment.ts";

/**
 * How long an invocation waits for an environment that has answered its caller and is about to be idle. A client that
 * invokes again at once comes a fraction of a millisecond before the runtime does; a cold start takes longer than this.
 */
const FINISHING_PATIENCE_MS = 20;

interface Waiter {
  readonly resolve: (environment: ExecutionEnvironment | undefined) => void;
  readonly timer: Disposable;
}

/** The environments of one version of one function: who is idle, who is about to be, who waits for one. */
export class VersionEnvironments implements EnvironmentOwner {
  readonly functionVersion: FunctionVersion;
  readonly #clock: Clock;
  readonly #maxAgeMs: number;
  readonly #onError: (error: unknown) => void;
  /** Last in, first out: what ran last is in the caches, and what is not needed stays idle and ends. */
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #finishing = new Set<ExecutionEnvironment>();
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #waiters: Waiter[] = [];
  #expected = 0;
  #isRetired = false;

  constructor(options: {
    readonly functionVersion: FunctionVersion;
    readonly clock: Clock;
    /** An environment that is older ends instead of becoming idle. */
    readonly maxAgeMs: number;
    readonly onError: (error: unknown) => void;
  }) {
    this.functionVersion = options.functionVersion;
    this.#clock = options.clock;
    this.#maxAgeMs = options.maxAgeMs;
    this.#onError = options.onError;
  }

  get isEmpty(): boolean {
    return this.#all.size === 0 && this.#expected === 0;
  }

  /** One that is dead, but not gone yet. */
  get ending(): ExecutionEnvironment | undefined {
    for (const environment of this.#all) if (environment.state === "dead") return environment;
    return undefined;
  }

  /** The environment that has been idle longest. */
  get leastRecentlyUsed(): ExecutionEnvironment | undefined {
    return this.#idle[0];
  }

  /** An environment is being made; until it is added, this is not empty. */
  expect(): Disposable {
    this.#expected += 1;
    return { [Symbol.dispose]: () => void (this.#expected -= 1) };
  }

  add(environment: ExecutionEnvironment): void {
    this.#all.add(environment);
  }

  /** Takes an idle environment, if there is one: the warm path. */
  take(): ExecutionEnvironment | undefined {
    return this.#idle.pop();
  }

  /** Takes one that is about to be idle, if there is one that nobody waits for yet. */
  async takeFinishing(): Promise<ExecutionEnvironment | undefined> {
    if (this.#finishing.size <= this.#waiters.length) return undefined;
    const { promise, resolve } = Promise.withResolvers<ExecutionEnvironment | undefined>();
    const timer = this.#clock.after(FINISHING_PATIENCE_MS, () => {
      this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
      resolve(undefined);
    });
    const waiter: Waiter = { resolve, timer };
    this.#waiters.push(waiter);
    return promise;
  }

  /** Ends idle environments, and the others as soon as their invocation is over. */
  async retire(): Promise<void> {
    this.#isRetired = true;
    await end(this.#idle.splice(0));
  }

  /** Ends those that have been idle since before a moment. */
  async endIdleSince(monotonicMs: number): Promise<void> {
    const firstFresh = this.#idle.findIndex((environment) => environment.idleSinceMs > monotonicMs);
    await end(this.#idle.splice(0, firstFresh < 0 ? this.#idle.length : firstFresh));
  }

  /** Ends all of them, whatever they do. */
  async endAll(): Promise<void> {
    this.#isRetired = true;
    await end([...this.#all]);
  }

  onFinishing(environment: ExecutionEnvironment): void {
    this.#finishing.add(environment);
  }

  onIdle(environment: ExecutionEnvironment): void {
    this.#finishing.delete(environment);
    if (this.#isRetired || this.#clock.monotonicMs() - environment.createdMs > this.#maxAgeMs) {
      environment[Symbol.asyncDispose]().catch(this.#onError);
      return;
    }
    const waiter = this.#waiters.shift();
    if (waiter === undefined) {
      this.#idle.push(environment);
      return;
    }
    waiter.timer[Symbol.dispose]();
    waiter.resolve(environment);
  }

  onDead(environment: ExecutionEnvironment): void {
    this.#finishing.delete(environment);
    const index = this.#idle.indexOf(environment);
    if (index >= 0) this.#idle.splice(index, 1);
  }

  onGone(environment: ExecutionEnvironment): void {
    this.#all.delete(environment);
  }
}

const end = async (environments: readonly ExecutionEnvironment[]): Promise<void> => {
  const results = await Promise.allSettled(environments.map((environment) => environment[Symbol.asyncDispose]()));
  const errors = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  if (errors.length > 0) throw new AggregateError(errors, "Some execution environments did not end cleanly.");
};
