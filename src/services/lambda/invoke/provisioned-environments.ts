import type { Clock } from "../../../base/clock.ts";
import type { TaskGroup } from "../../../base/task-group.ts";
import { TooManyRequestsException } from "../../../models/generated/lambda.ts";
import { BusyMeter } from "./busy-meter.ts";
import { toServiceException } from "./environment-factory.ts";
import type { ExecutionEnvironment } from "./execution-environment.ts";
import type { ProvisionedState } from "./provisioned-concurrency.ts";

/** Started at once; more would only make each slower, and invocations too. */
const MAX_STARTING = 8;
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

/** AWS's word. */
const INIT_FAILURE = "FUNCTION_ERROR_INIT_FAILURE";
const NO_ROOM = "The host has no memory left for another execution environment.";
const DIED_IDLE = "An execution environment ended before its first invocation.";

export interface ProvisionedEnvironmentsOptions {
  readonly clock: Clock;
  readonly tasks: TaskGroup;
  /** One that is older is replaced. */
  readonly maxAgeMs: number;
  readonly start: () => Promise<ExecutionEnvironment>;
  /** Told of each one that is ready for its first invocation. */
  readonly onReady: (environment: ExecutionEnvironment) => void;
  /** Told when their number changed. */
  readonly onChange: () => void;
}

/**
 * The environments of one version that are kept ready ahead of invocations, neither ended for being idle nor for their
 * memory. One that ends is replaced at once, unless it never ran anything: then, as after an init that failed, the next
 * attempt waits, from a second up to a minute. One that grows old is ended once its successor is ready.
 */
export class ProvisionedEnvironments {
  readonly #options: ProvisionedEnvironmentsOptions;
  /** All that are initialised. */
  readonly #members = new Set<ExecutionEnvironment>();
  /** Of the members; last in, first out. */
  readonly #idle: ExecutionEnvironment[] = [];
  /** Members that were never given an invocation. */
  readonly #unused = new Set<ExecutionEnvironment>();
  /** Members that wait for a successor. */
  readonly #aged = new Set<ExecutionEnvironment>();
  readonly #meter = new BusyMeter();
  #target = 0;
  #qualifier = "";
  /** How often a number was asked for. */
  #requests = 0;
  #starting = 0;
  /** The number of members that was told last. */
  #told = 0;
  #failures = 0;
  #failure: string | undefined;
  #retry: Disposable | undefined;
  #whenReady: (() => void)[] = [];

  constructor(options: ProvisionedEnvironmentsOptions) {
    this.#options = options;
  }

  get target(): number {
    return this.#target;
  }

  /** The alias or version that asked for them. */
  get qualifier(): string {
    return this.#qualifier;
  }

  get busy(): number {
    return this.#members.size - this.#idle.length;
  }

  get allocated(): number {
    return this.#members.size;
  }

  get state(): ProvisionedState {
    this.#note();
    const status = this.#isReady ? "READY" : this.#failure === undefined ? "IN_PROGRESS" : "FAILED";
    return {
      requested: this.#target,
      allocated: Math.min(this.#members.size, this.#target),
      status,
      statusReason: status === "FAILED" ? this.#failure : undefined,
      busyMs: this.#meter.busyMs,
      peakBusy: this.#meter.peak,
    };
  }

  /** @param options.whenReady called once as many are ready as are asked for then, which may be another number */
  provide(target: number, options: { readonly qualifier?: string; readonly whenReady?: () => void } = {}): void {
    this.#target = target;
    this.#requests += 1;
    this.#qualifier = options.qualifier ?? this.#qualifier;
    this.#failures = 0;
    this.#failure = undefined;
    this.#retry?.[Symbol.dispose]();
    this.#retry = undefined;
    if (options.whenReady !== undefined) this.#whenReady.push(options.whenReady);
    this.#adjust();
  }

  /** A way to ask for none any more, without effect once another number was asked for. */
  releaseLater(): () => void {
    const requests = this.#requests;
    return () => {
      if (this.#requests === requests) this.provide(0);
    };
  }

  take(): ExecutionEnvironment | undefined {
    const environment = this.#idle.at(-1);
    if (environment !== undefined) this.lend(environment);
    return environment;
  }

  /** An environment gets an invocation, whether it was idle or not. */
  lend(environment: ExecutionEnvironment): void {
    this.#unused.delete(environment);
    this.#removeIdle(environment);
  }

  /** Takes back one that is idle. @returns false when it is none of these, or not needed any more */
  keep(environment: ExecutionEnvironment): boolean {
    if (!this.#members.has(environment)) return false;
    if (environment.state !== "idle" || this.#isSurplus(environment)) {
      this.#forget(environment);
      this.#adjust();
      return false;
    }
    // One that was just admitted is idle already.
    if (this.#unused.has(environment)) return true;
    this.#note();
    this.#idle.push(environment);
    return true;
  }

  onDead(environment: ExecutionEnvironment): void {
    const isUnused = this.#unused.has(environment);
    if (!this.#forget(environment)) return;
    if (isUnused) this.#fail(DIED_IDLE);
    else this.#adjust();
  }

  /** Has successors started for those that are older than they may be. */
  renew(): void {
    const oldestMs = this.#options.clock.monotonicMs() - this.#options.maxAgeMs;
    for (const environment of this.#members) if (environment.createdMs < oldestMs) this.#aged.add(environment);
    this.#adjust();
  }

  get #isReady(): boolean {
    return this.#members.size >= this.#target;
  }

  get #fresh(): number {
    return this.#members.size - this.#aged.size;
  }

  #isSurplus(environment: ExecutionEnvironment): boolean {
    return this.#members.size > this.#target && (this.#aged.has(environment) || this.#fresh > this.#target);
  }

  /** Ends those that are too many and starts those that are missing. */
  #adjust(): void {
    const oldestFirst = this.#idle.toSorted((one, other) => one.createdMs - other.createdMs);
    for (const environment of oldestFirst) this.#endSurplus(environment);
    while (this.#retry === undefined && this.#starting < MAX_STARTING && this.#fresh + this.#starting < this.#target) {
      this.#startOne();
    }
    if (this.#isReady) for (const whenReady of this.#whenReady.splice(0)) whenReady();
    this.#tell();
  }

  #endSurplus(environment: ExecutionEnvironment): void {
    if (!this.#isSurplus(environment)) return;
    this.#forget(environment);
    this.#options.tasks.run(() => environment[Symbol.asyncDispose]());
  }

  #startOne(): void {
    this.#starting += 1;
    this.#options.tasks.run(async () => {
      const outcome = await this.#attempt();
      this.#starting -= 1;
      if (typeof outcome === "string") this.#fail(outcome);
      else this.#admit(outcome);
    });
  }

  /** @returns why there is none, otherwise */
  async #attempt(): Promise<ExecutionEnvironment | string> {
    try {
      const environment = await this.#options.start();
      if (environment.state === "idle") return environment;
      await environment[Symbol.asyncDispose]();
      return INIT_FAILURE;
    } catch (error) {
      const { code, message } = toServiceException(error);
      return error instanceof TooManyRequestsException ? NO_ROOM : `${code}: ${message}`;
    }
  }

  #admit(environment: ExecutionEnvironment): void {
    this.#members.add(environment);
    this.#idle.push(environment);
    this.#unused.add(environment);
    this.#failures = 0;
    this.#failure = undefined;
    this.#options.onReady(environment);
    this.#adjust();
  }

  #fail(reason: string): void {
    this.#failure = reason;
    if (this.#retry !== undefined || this.#target === 0) return;
    const backoffMs = Math.min(FIRST_RETRY_MS * 2 ** this.#failures, MAX_RETRY_MS);
    this.#failures += 1;
    this.#retry = this.#options.clock.after(backoffMs, () => {
      this.#retry = undefined;
      this.#adjust();
    });
    this.#tell();
  }

  /** @returns false when it is none of these */
  #forget(environment: ExecutionEnvironment): boolean {
    if (!this.#members.has(environment)) return false;
    this.#removeIdle(environment);
    this.#members.delete(environment);
    this.#unused.delete(environment);
    this.#aged.delete(environment);
    return true;
  }

  #removeIdle(environment: ExecutionEnvironment): void {
    this.#note();
    const index = this.#idle.lastIndexOf(environment);
    if (index >= 0) this.#idle.splice(index, 1);
  }

  #tell(): void {
    if (this.#told === this.#members.size) return;
    this.#told = this.#members.size;
    this.#options.onChange();
  }

  /** To be called before the number of busy ones changes. */
  #note(): void {
    this.#meter.note(this.busy, this.#options.clock.monotonicMs());
  }
}
