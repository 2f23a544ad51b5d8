import type { Clock } from "../../../base/clock.ts";
import type { TaskGroup } from "../../../base/task-group.ts";
import { TooManyRequestsException } from "../../../models/generated/lambda.ts";
import type { FunctionVersion } from "../model/function-version.ts";
import { internalFailure } from "./exceptions.ts";

import type { InitializationType } from "./initialization-type.ts";
import type { EnvironmentOwner, ExecutionEnvironment } from "./execution-environment.ts";
import { ProvisionedEnvironments } from "./provisioned-environments.ts";

/**
 * How long an invocation waits for environments that are about to be idle, starting or past their answer, before it has
 * another one started. A client that invokes again at once comes a fraction of a millisecond before the runtime
 * does; on a busy host it is more, and a cold start would only make that worse.
 */
const PATIENCE_MS = 20;
/** How long it waits for them on a host that has no room for another one, before its caller is throttled. */
const PATIENCE_WITHOUT_ROOM_MS = 1_000;

/** An invocation without an environment yet. */
interface Waiter {
  readonly resolve: (environment: ExecutionEnvironment) => void;
  readonly reject: (error: unknown) => void;
  readonly sinceMs: number;
}

/**
 * The environments of one version of one function: who is idle, who is about to be, who waits for one. An environment
 * that becomes idle serves the invocation that has waited longest, whether it was started for it or not.
 */
export class VersionEnvironments implements EnvironmentOwner {
  readonly functionVersion: FunctionVersion;
  readonly provisioned: ProvisionedEnvironments;
  readonly #clock: Clock;
  readonly #maxAgeMs: number;
  readonly #tasks: TaskGroup;
  readonly #start: () => Promise<ExecutionEnvironment>;
  /** Last in, first out: what ran last is in the caches, and what is not needed stays idle and ends. */
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #finishing = new Set<ExecutionEnvironment>();
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #waiters: Waiter[] = [];
  /** Looks after those who wait; armed while there are any. */
  #timer: Disposable | undefined;
  #starting = 0;
  #isRetired = false;

  constructor(options: {
    readonly functionVersion: FunctionVersion;
    readonly clock: Clock;
    /** An environment that is older ends instead of becoming idle. */
    readonly maxAgeMs: number;
    readonly tasks: TaskGroup;
    /** Adds an environment and starts it; throws ServiceException when there can be none. */
    readonly start: (owner: VersionEnvironments, type: InitializationType) => Promise<ExecutionEnvironment>;
    /** Told when the number of provisioned environments changed. */
    readonly onProvisioned: (owner: VersionEnvironments) => void;
  }) {
    this.functionVersion = options.functionVersion;
    this.#clock = options.clock;
    this.#maxAgeMs = options.maxAgeMs;
    this.#tasks = options.tasks;
    this.#start = () => options.start(this, "on-demand");
    this.provisioned = new ProvisionedEnvironments({
      ...options,
      start: () => options.start(this, "provisioned-concurrency"),
      onReady: (environment) => this.onIdle(environment),
      onChange: () => options.onProvisioned(this),
    });
  }

  get isEmpty(): boolean {
    return this.#all.size === 0 && this.#waiters.length === 0 && this.#starting === 0 && this.provisioned.target === 0;
  }

  /** One that is dead, but not gone yet. */
  get ending(): ExecutionEnvironment | undefined {
    for (const environment of this.#all) if (environment.state === "dead") return environment;
    return undefined;
  }

  /** The environment that has been idle longest, and may be ended for it. */
  get leastRecentlyUsed(): ExecutionEnvironment | undefined {
    return this.#idle[0];
  }

  add(environment: ExecutionEnvironment): void {
    this.#all.add(environment);
  }

  /** Takes an idle environment, if there is one, a provisioned one first: the warm path. */
  take(): ExecutionEnvironment | undefined {
    return this.provisioned.take() ?? this.#idle.pop();
  }

  /**
   * Waits for an environment: the first that becomes idle, or one that is started because there are too few.
   * @throws ServiceException when none can be had
   */
  request(): Promise<ExecutionEnvironment> {
    const { promise, resolve, reject } = Promise.withResolvers<ExecutionEnvironment>();
    this.#waiters.push({ resolve, reject, sinceMs: this.#clock.monotonicMs() });
    if (this.#waiters.length > this.#expected) this.#startOne();
    this.#timer ??= this.#clock.after(PATIENCE_MS, () => this.#startForImpatient());
    return promise;
  }

  /** Ends idle environments, and the others as soon as their invocation is over. */
  async retire(): Promise<void> {
    this.#isRetired = true;
    this.provisioned.provide(0);
    await end(this.#idle.splice(0));
  }

  /** Ends those that have been idle since before a moment, or are too old. */
  async endIdleSince(monotonicMs: number): Promise<void> {
    const over = this.#idle.filter(
      (environment) => environment.idleSinceMs <= monotonicMs || this.#isTooOld(environment),
    );
    for (const environment of over) this.#idle.splice(this.#idle.indexOf(environment), 1);
    await end(over);
  }

  /** Ends all of them, whatever they do. */
  async endAll(): Promise<void> {
    this.#isRetired = true;
    this.provisioned.provide(0);
    const closed = internalFailure(new Error("The execution environments of this version are being ended."));
    for (const waiter of this.#waiters.splice(0)) waiter.reject(closed);
    this.#timer?.[Symbol.dispose]();
    await end([...this.#all]);
  }

  onFinishing(environment: ExecutionEnvironment): void {
    this.#finishing.add(environment);
  }

  onIdle(environment: ExecutionEnvironment): void {
    this.#finishing.delete(environment);
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) {
      this.provisioned.lend(environment);
      waiter.resolve(environment);
      return;
    }
    if (this.provisioned.keep(environment)) return;
    if (this.#isWorthKeeping(environment)) this.#idle.push(environment);
    else this.#tasks.run(() => environment[Symbol.asyncDispose]());
  }

  onDead(environment: ExecutionEnvironment): void {
    this.#finishing.delete(environment);
    const index = this.#idle.indexOf(environment);
    if (index >= 0) this.#idle.splice(index, 1);
    this.provisioned.onDead(environment);
  }

  onGone(environment: ExecutionEnvironment): void {
    this.#all.delete(environment);
  }

  /** How many will be idle before long. */
  get #expected(): number {
    return this.#finishing.size + this.#starting;
  }

  #isWorthKeeping(environment: ExecutionEnvironment): boolean {
    if (environment.state !== "idle" || environment.initializationType === "provisioned-concurrency") return false;
    return !this.#isRetired && !this.#isTooOld(environment);
  }

  #isTooOld(environment: ExecutionEnvironment): boolean {
    return this.#clock.monotonicMs() - environment.createdMs > this.#maxAgeMs;
  }

  #startOne(): void {
    this.#starting += 1;
    this.#tasks.run(async () => {
      try {
        const environment = await this.#start();
        this.#starting -= 1;
        this.onIdle(environment);
      } catch (error) {
        this.#starting -= 1;
        this.#giveUp(error);
      }
    });
  }

  /** What was expected did not come in time, or never will: an environment may have ended instead. */
  #startForImpatient(): void {
    this.#timer = undefined;
    if (this.#waiters.length === 0) return;
    const longAgoMs = this.#clock.monotonicMs() - PATIENCE_MS;
    const impatient = this.#waiters.filter((waiter) => waiter.sinceMs <= longAgoMs).length;
    while (this.#starting < impatient) this.#startOne();
    this.#timer = this.#clock.after(PATIENCE_MS, () => this.#startForImpatient());
  }

  /** Whoever has waited longest is told why there is no environment, unless it is only room that is missing. */
  #giveUp(error: unknown): void {
    const [waiter] = this.#waiters;
    if (waiter === undefined) return;
    const waitedMs = this.#clock.monotonicMs() - waiter.sinceMs;
    const mayWait = this.#expected > 0 && waitedMs < PATIENCE_WITHOUT_ROOM_MS;
    if (mayWait && error instanceof TooManyRequestsException) return;
    this.#waiters.shift();
    waiter.reject(error);
  }
}

const end = async (environments: readonly ExecutionEnvironment[]): Promise<void> => {
  const results = await Promise.allSettled(environments.map((environment) => environment[Symbol.asyncDispose]()));
  const errors = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  if (errors.length > 0) throw new AggregateError(errors, "Some execution environments did not end cleanly.");
};
