import { availableParallelism } from "node:os";
import type { ServiceException } from "../../../aws/service-exception.ts";
import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/log.ts";
import { TaskGroup } from "../../../base/task-group.ts";
import type { LogWriter } from "../../logs/contract.ts";
import { TooManyRequestsException, type ThrottleReason } from "../../../models/generated/lambda.ts";
import type { FunctionDataKeys } from "../model/data-keys.ts";
import type { FunctionVersion } from "../model/function-version.ts";
import { checkEnvironment } from "./check-environment.ts";
import { checkTenant } from "./check-tenant.ts";
import { ConcurrencyLimit } from "./concurrency-limit.ts";
import type { FunctionInvoker, Invocation, InvocationObserver, InvocationResult } from "./contract.ts";
import { EnvironmentFactory, type EnvironmentFactoryOptions, toServiceException } from "./environment-factory.ts";
import { CREDENTIALS_SECONDS } from "./environment-spec.ts";
import { rateExceeded } from "./exceptions.ts";
import type { InitializationType } from "./initialization-type.ts";
import type { ExecutionEnvironment } from "./execution-environment.ts";
import { HostMemory, type MemoryShare } from "./host-memory.ts";
import { LogSink } from "./log-sink.ts";
import { MemoryRoom } from "./memory-room.ts";
import { PreparedSandboxes } from "./pool/prepared-sandboxes.ts";
import type { Provision, ProvisionedConcurrency, ProvisionedState } from "./provisioned-concurrency.ts";
import { ScalingRate } from "./scaling-rate.ts";
import type { VersionSnapshots } from "./snapshots/contract.ts";
import { OpenSnapshots } from "./snapshots/open-snapshots.ts";
import type { SnapshotStore } from "./snapshots/snapshot-store.ts";
import { SnapshotTaker } from "./snapshots/snapshot-taker.ts";
import { SnapshotUnusable } from "./snapshots/snapshot-unusable.ts";
import { StartTurns } from "./start-turns.ts";
import { VersionEnvironments } from "./version-environments.ts";

/** An environment is not used on once its role's credentials have less than this left. */
const CREDENTIALS_RESERVE_MS = 3_600_000;
/** To make a sandbox takes a processor for half of the time that it takes. */
const STARTS_AT_ONCE = 4 * availableParallelism();
/** How much of its init belongs to an environment's turn: began all runtimes at once, none would be ready in time. */
const INIT_TURN_MS = 250;
/** The part of all memory that snapshots may take, for environments to go on from. */
const SNAPSHOTS_PART = 1 / 4;
/** So often at least, environments are looked through for those whose time is over. */
const MAX_SWEEP_MS = 600_000;
/** Longest that ending all environments may hold up the server's own end. */
const SHUTDOWN_LIMIT_MS = 5_000;

export interface InvokerLimits {
  /** Invocations at once in the account. Default of AWS: 1,000. */
  readonly concurrentExecutions: number;
  /** Invocations of a function per second, for each unit of concurrency that it can have; 0: any number. AWS: 10. */
  readonly invocationRate: number;
  /** Environments that one function may be given in ten seconds, provisioned ones aside. AWS: 1,000. */
  readonly environmentsPer10Seconds: number;
  /** Memory that all environments together may be promised, idle ones included. */
  readonly memoryMiB: number;
  /** After this long without an invocation an environment ends. */
  readonly idleMs: number;
  /** Sandboxes that wait for a function, with a runtime started in them; 0: none is made before it is needed. */
  readonly preparedSandboxes: number;
}

export interface FunctionInvokerOptions extends Omit<
  EnvironmentFactoryOptions,
  "logSink" | "tasks" | "onError" | "onInvocation" | "prepared" | "reserveMemory" | "snapshots"
> {
  /** Without it, no process is kept, nor gone on from. */
  readonly snapshots?: { readonly store: SnapshotStore; readonly keys: FunctionDataKeys };
  readonly logs: LogWriter;
  readonly logger: Logger;
  readonly limits: InvokerLimits;
  readonly observer?: Partial<InvocationObserver>;
}

export interface HostInvoker extends FunctionInvoker, ProvisionedConcurrency, AsyncDisposable {
  readonly snapshots: VersionSnapshots;
}

/** Runs functions in sandboxes of this host. Disposing of it ends every environment. */
export const createFunctionInvoker = (options: FunctionInvokerOptions): HostInvoker => new HostFunctionInvoker(options);

class HostFunctionInvoker implements HostInvoker {
  readonly snapshots: SnapshotTaker;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #limits: InvokerLimits;
  /** What must not happen and must not stop anything either. */
  readonly #onError: (error: unknown) => void;
  readonly #tasks: TaskGroup;
  readonly #factory: EnvironmentFactory;
  readonly #observer: Partial<InvocationObserver>;
  readonly #concurrency: ConcurrencyLimit;
  readonly #scaling: ScalingRate;
  readonly #turns = new StartTurns(STARTS_AT_ONCE);
  readonly #memory: HostMemory;
  readonly #room: MemoryRoom;
  readonly #prepared: PreparedSandboxes;
  readonly #openSnapshots: OpenSnapshots | undefined;
  /** By function and version, and by tenant where tenants are kept apart. */
  readonly #current = new Map<string, VersionEnvironments>();
  /** The current ones, and the retired ones that still have an environment. */
  readonly #all = new Set<VersionEnvironments>();
  #isClosed = false;

  constructor(options: FunctionInvokerOptions) {
    const { logs, logger, limits, clock, observer = {} } = options;
    this.#onError = (error) => logger.error({ err: error }, "execution environment failed");
    this.#clock = clock;
    this.#logger = logger;
    this.#limits = limits;
    this.#tasks = new TaskGroup(this.#onError);
    this.#memory = new HostMemory(limits.memoryMiB);
    this.#prepared = new PreparedSandboxes({
      backend: options.sandboxes,
      max: limits.preparedSandboxes,
      reserveMemory: (memoryMiB) => this.#memory.reserve(memoryMiB),
      clock,
      tasks: this.#tasks,
      onError: this.#onError,
    });
    this.#room = new MemoryRoom({
      memory: this.#memory,
      leastRecentlyUsed: () => this.#leastRecentlyUsed(),
      ending: () => this.#ending(),
      evictPrepared: async () => (await this.#openSnapshots?.evict()) === true || this.#prepared.evict(),
      tasks: this.#tasks,
      onError: this.#onError,
    });
    this.#openSnapshots =
      options.snapshots &&
      new OpenSnapshots({
        ...options.snapshots,
        files: options.sandboxes,
        reserveMemory: (memoryMiB) => this.#memory.reserve(memoryMiB),
        limitMiB: limits.memoryMiB * SNAPSHOTS_PART,
        onError: this.#onError,
      });
    this.#factory = new EnvironmentFactory({
      ...options,
      snapshots: this.#openSnapshots,
      prepared: this.#prepared,
      reserveMemory: (memoryMiB) => this.#memory.reserve(memoryMiB),
      logSink: new LogSink(logs, this.#onError),
      tasks: this.#tasks,
      onInvocation: (record) => observer.onInvocation?.(record),
      onError: this.#onError,
    });
    this.snapshots = new SnapshotTaker({
      snapshots: this.#openSnapshots,
      sandboxes: options.sandboxes,
      factory: this.#factory,
      reserveMemory: (memoryMiB) => this.#room.reserve(memoryMiB),
    });
    this.#observer = observer;
    this.#concurrency = new ConcurrencyLimit({ ...limits, limit: limits.concurrentExecutions, clock });
    this.#scaling = new ScalingRate(limits.environmentsPer10Seconds, clock);
    this.#tasks.run((signal) => this.#endIdleOnes(signal));
  }

  async invoke(invocation: Invocation): Promise<InvocationResult> {
    try {
      const { functionVersion, tenantId } = invocation;
      checkTenant(functionVersion, tenantId);
      checkEnvironment(functionVersion);
      const slot = this.#concurrency.acquire(functionVersion.functionName, functionVersion.version);
      if (slot.kind === "throttled") throw rateExceeded(slot.reason);
      using _ = slot.lease;
      const environments = this.#environmentsOf(functionVersion, tenantId);
      this.#observer.onConcurrency?.(this.#concurrency.sample(functionVersion.functionName));
      let environment = environments.take() ?? (await environments.request());
      if (environment.memory?.claim() === false) environment = await this.#claimMemory(environment, environments);
      if (environments.provisioned.target > 0) {
        this.#observeProvisioned(environments, {
          isSpillover: environment.initializationType !== "provisioned-concurrency",
        });
      }
      // Awaited here, so that the slot is held until the caller can be answered.
      return await environment.invoke(invocation);
    } catch (error) {
      if (error instanceof TooManyRequestsException) this.#observeThrottle(invocation, error);
      this.#forgetIfEmpty(invocation);
      throw error;
    }
  }

  /** One that rested has given up what it did not use. @returns another one when it ended meanwhile */
  async #claimMemory(
    environment: ExecutionEnvironment,
    environments: VersionEnvironments,
  ): Promise<ExecutionEnvironment> {
    try {
      if (environment.memory !== undefined) await this.#room.claim(environment.memory);
    } catch (error) {
      environments.onIdle(environment);
      throw error;
    }
    return environment.state === "dead" ? await environments.request() : environment;
  }

  anticipate(functionVersion: FunctionVersion): void {
    if (!this.#isClosed) this.#tasks.run(() => this.#factory.anticipate(functionVersion));
  }

  async retire(functionName: string, version: string | undefined): Promise<void> {
    const changed = [...this.#current].filter(
      ([, { functionVersion }]) =>
        functionVersion.functionName === functionName && (version === undefined || functionVersion.version === version),
    );
    for (const [key] of changed) this.#current.delete(key);
    await Promise.all(changed.map(([, environments]) => environments.retire()));
    this.#forgetEmptyOnes();
  }

  reserve(functionName: string, executions: number | undefined): void {
    this.#concurrency.reserve(functionName, executions);
  }

  provision(functionVersion: FunctionVersion, { executions, qualifier, inPlaceOf }: Provision): void {
    if (this.#isClosed) return;
    const { functionName, version } = functionVersion;
    const earlier = inPlaceOf.map((number) => this.#current.get(keyOf(functionName, number))?.provisioned);
    const releases = earlier.map((provisioned) => provisioned?.releaseLater());
    // What is to come holds the concurrency at once: both together may be more than there is.
    for (const number of inPlaceOf) this.#concurrency.provision(functionName, number, 0);
    this.#concurrency.provision(functionName, version, executions);
    const environments = this.#environmentsOf(functionVersion);
    this.#all.add(environments);
    environments.provisioned.provide(executions, { qualifier, whenReady: () => releases.forEach((end) => end?.()) });
  }

  unprovision(functionName: string, version: string): void {
    this.#concurrency.provision(functionName, version, 0);
    this.#current.get(keyOf(functionName, version))?.provisioned.provide(0);
  }

  provisionedState(functionName: string, version: string): ProvisionedState | undefined {
    const provisioned = this.#current.get(keyOf(functionName, version))?.provisioned;
    return provisioned === undefined || provisioned.target === 0 ? undefined : provisioned.state;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    const ended = Promise.withResolvers<void>();
    using _ = this.#clock.after(SHUTDOWN_LIMIT_MS, () => {
      this.#logger.warn({ limitMs: SHUTDOWN_LIMIT_MS }, "execution environments are still ending; leaving them");
      ended.resolve();
    });
    await Promise.race([this.#endAll(), ended.promise]);
  }

  /** @throws ServiceException */
  async #start(owner: VersionEnvironments, type: InitializationType): Promise<ExecutionEnvironment> {
    const { functionVersion } = owner;
    this.#all.add(owner);
    try {
      checkEnvironment(functionVersion);
      this.#throwIfClosed();
      using memory = new DisposableStack();
      const share = memory.use(await this.#room.reserve(functionVersion.settings.memoryMiB));
      // Asked last: what there is no memory for must not use up the rate.
      if (type === "on-demand" && !this.#scaling.take(functionVersion.functionName)) {
        throw rateExceeded("FunctionInvocationRateLimitExceeded");
      }
      memory.move();
      return await this.#startWith(share, owner, type);
    } catch (error) {
      if (error instanceof SnapshotUnusable) {
        this.#logger.warn(
          { err: error, functionName: functionVersion.functionName },
          "a snapshot cannot be used any more",
        );
        this.snapshots.giveUp(functionVersion);
        return this.#start(owner, type);
      }
      const exception = toServiceException(error);
      if (exception.fault === "server" && !this.#isClosed) {
        this.#logger.error({ err: error }, "no execution environment could be started");
      }
      throw exception;
    }
  }

  /** @param memory what it is to hold as long as it lives */
  async #startWith(
    memory: MemoryShare,
    owner: VersionEnvironments,
    type: InitializationType,
  ): Promise<ExecutionEnvironment> {
    await using resources = new AsyncDisposableStack();
    resources.use(memory);
    const { functionVersion } = owner;
    // Before anything of it counts, such as the time that its init may take.
    using turn = new DisposableStack();
    turn.use(await this.#turns.take(functionVersion.functionName));
    this.#throwIfClosed();
    const environment = await this.#factory.create(functionVersion, type, owner, resources.move());
    environment.memory = memory;
    owner.add(environment);
    if (this.#isClosed) await environment[Symbol.asyncDispose]();
    this.#throwIfClosed();
    // A runtime that takes longer may be waiting for something else than the processor.
    await environment.start({ onSandbox: () => turn.use(this.#clock.after(INIT_TURN_MS, () => turn.dispose())) });
    return environment;
  }

  #throwIfClosed(): void {
    if (this.#isClosed) throw new Error("The invoker is closed.");
  }

  #ending(): ExecutionEnvironment | undefined {
    for (const { ending } of this.#all) if (ending !== undefined) return ending;
    return undefined;
  }

  #leastRecentlyUsed(): ExecutionEnvironment | undefined {
    let oldest: ExecutionEnvironment | undefined;
    for (const { leastRecentlyUsed: candidate } of this.#all) {
      if (candidate !== undefined && (oldest === undefined || candidate.idleSinceMs < oldest.idleSinceMs)) {
        oldest = candidate;
      }
    }
    return oldest;
  }

  #environmentsOf(functionVersion: FunctionVersion, tenantId?: string): VersionEnvironments {
    const key = keyOf(functionVersion.functionName, functionVersion.version, tenantId);
    const current = this.#current.get(key);
    if (current !== undefined && isSame(current.functionVersion, functionVersion)) return current;
    const environments = new VersionEnvironments({
      functionVersion,
      clock: this.#clock,
      maxAgeMs: CREDENTIALS_SECONDS * 1_000 - CREDENTIALS_RESERVE_MS,
      tasks: this.#tasks,
      start: (owner, type) => this.#start(owner, type),
      onProvisioned: (owner) => this.#observeProvisioned(owner, { isSpillover: false }),
    });
    this.#current.set(key, environments);
    // Changed, and nobody said so: the old ones must not serve again.
    if (current !== undefined) {
      environments.provisioned.provide(current.provisioned.target, current.provisioned);
      this.#tasks.run(() => current.retire());
    }
    return environments;
  }

  async #endIdleOnes(signal: AbortSignal): Promise<void> {
    // An environment outlives its time by an eighth at most, and old age by minutes.
    const everyMs = Math.min(Math.max(this.#limits.idleMs / 8, 100), MAX_SWEEP_MS);
    for (;;) {
      await this.#clock.delay(everyMs, { signal });
      const before = this.#clock.monotonicMs() - this.#limits.idleMs;
      await Promise.all([...this.#all].map((environments) => environments.endIdleSince(before))).catch(this.#onError);
      for (const { provisioned } of this.#all) provisioned.renew();
      this.#forgetEmptyOnes();
      this.#concurrency.forgetUnused();
      this.#scaling.forgetUnused();
    }
  }

  #observeThrottle({ functionVersion, invokedFunctionArn }: Invocation, { properties }: ServiceException): void {
    const reason = properties["Reason"] as ThrottleReason;
    this.#observer.onThrottle?.({ functionVersion, invokedFunctionArn, reason });
  }

  #observeProvisioned(
    { functionVersion, provisioned }: VersionEnvironments,
    { isSpillover }: { readonly isSpillover: boolean },
  ): void {
    const { qualifier, busy: executions, allocated } = provisioned;
    this.#observer.onProvisionedConcurrency?.({ functionVersion, qualifier, executions, allocated, isSpillover });
  }

  #forgetEmptyOnes(): void {
    for (const environments of this.#all) if (environments.isEmpty) this.#all.delete(environments);
    for (const [key, environments] of this.#current) if (environments.isEmpty) this.#current.delete(key);
  }

  /** At once, and not with the next sweep: a client can name another tenant with each invocation. */
  #forgetIfEmpty({ functionVersion: { functionName, version }, tenantId }: Invocation): void {
    const key = keyOf(functionName, version, tenantId);
    const environments = this.#current.get(key);
    if (environments?.isEmpty !== true) return;
    this.#current.delete(key);
    this.#all.delete(environments);
  }

  async #endAll(): Promise<void> {
    await Promise.all([this.#prepared[Symbol.asyncDispose](), ...[...this.#all].map((one) => one.endAll())]);
    await this.#tasks[Symbol.asyncDispose]();
    await this.#openSnapshots?.[Symbol.asyncDispose]();
  }
}

/** Neither names nor versions hold a colon. */
const keyOf = (functionName: string, version: string, tenantId?: string): string =>
  tenantId === undefined ? `${functionName}:${version}` : `${functionName}:${version}:${tenantId}`;

const isSame = (a: FunctionVersion, b: FunctionVersion): boolean => a === b || a.revisionId === b.revisionId;
