import type { Clock } from "../../../base/clock.ts";
import type { TaskGroup } from "../../../base/task-group.ts";
import type { SandboxExit } from "../../../sandbox/contract.ts";
import type { FunctionVersion } from "../model/function-version.ts";
import type { RuntimeResponse } from "../runtime-api/runtime-api.ts";
import type { Invocation, InvocationRecord, InvocationResult } from "./contract.ts";
import type { EnvironmentLog } from "./environment-log.ts";
import { checkTransition, type EnvironmentState } from "./environment-states.ts";
import { internalFailure } from "./exceptions.ts";
import { Freezer } from "./freezer.ts";
import type { Entrypoint } from "./function-errors.ts";
import { Initialization, type InitializationEnd, type InitializationResult } from "./initialization.ts";
import { invocationReport } from "./invocation-report.ts";
import { MemoryGauge } from "./memory-gauge.ts";
import { outcomeOfExit, outcomeOfInitialization, outcomeOfResponse, outcomeOfTimeout } from "./outcomes.ts";
import type { PlatformLog } from "./platform-log.ts";
import { RunningInvocation } from "./running-invocation.ts";
import type { RuntimeProcess, RuntimeProcessObserver } from "./runtime-process.ts";

/** Longest the init phase may take before any invocation. Source: Lambda quotas page. */
const INIT_LIMIT_MS = 10_000;

/** How long the host may take to thaw or throttle a sandbox. It takes a fraction of a millisecond, or something broke. */
const HOST_PATIENCE_MS = 5_000;

/** Told of what matters to whoever keeps several environments. */
export interface EnvironmentOwner {
  /** The caller is answered; the environment is expected to be idle in a moment. */
  onFinishing(environment: ExecutionEnvironment): void;
  onIdle(environment: ExecutionEnvironment): void;
  /** It will not be idle again. Once. */
  onDead(environment: ExecutionEnvironment): void;
  /** Nothing of it is left on the host. Once. */
  onGone(environment: ExecutionEnvironment): void;
}

export interface EnvironmentOptions {
  readonly functionVersion: FunctionVersion;
  /** For `INIT_START`. */
  readonly runtimeVersion: string;
  readonly entrypoint: Entrypoint;
  /** Makes a sandbox and starts the runtime in it; again when the first one failed to initialise. */
  readonly startProcess: (observer: RuntimeProcessObserver, signal: AbortSignal) => Promise<RuntimeProcess>;
  readonly log: EnvironmentLog;
  readonly platformLog: PlatformLog;
  readonly clock: Clock;
  readonly tasks: TaskGroup;
  readonly owner: EnvironmentOwner;
  readonly onInvocation: (record: InvocationRecord) => void;
  /** Told when the platform failed, not the function. */
  readonly onError: (error: unknown) => void;
  /** What is held for it as long as it lives: its code, its share of the host's memory. */
  readonly resources: AsyncDisposableStack;
}

/**
 * One sandbox that serves one version of one function, one invocation at a time. `environment-states.ts` tells its
 * life. What the runtime does arrives by the observer, at once and in order; what takes time after the caller's
 * answer (the rest of the log, the report) is a task that ends before the next invocation begins.
 */
export class ExecutionEnvironment implements AsyncDisposable {
  readonly functionVersion: FunctionVersion;
  readonly createdMs: number;
  /** Monotonic; meaningful while idle. */
  idleSinceMs = 0;
  readonly #options: EnvironmentOptions;
  readonly #clock: Clock;
  #state: EnvironmentState = "starting";
  #process: RuntimeProcess | undefined;
  /** The one whose process counts: what a replaced process still says is not listened to. */
  #observer: RuntimeProcessObserver | undefined;
  #freezer: Freezer | undefined;
  #gauge: MemoryGauge | undefined;
  #initialization: Initialization | undefined;
  #initMs: number | undefined;
  #isFirstInvocation = true;
  #run: RunningInvocation | undefined;
  #ending: Promise<void> | undefined;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.functionVersion = options.functionVersion;
    this.createdMs = options.clock.monotonicMs();
  }

  get state(): EnvironmentState {
    return this.#state;
  }

  /**
   * The init phase. A function that fails it is no error here: its first invocation tries once more.
   * @throws when the platform failed; the environment is disposed of then
   */
  async start(): Promise<void> {
    const { log, platformLog, runtimeVersion } = this.#options;
    log.write(platformLog.initStart(runtimeVersion, this.#clock.nowMs()));
    // PARITY: what the function writes while it initialises is in the first invocation's tail; this line is not.
    log.keepTail();
    try {
      const { end, durationMs } = await this.#initialize(INIT_LIMIT_MS);
      if (end.kind === "ready") {
        this.#initMs = durationMs;
        log.write(platformLog.initSucceeded(durationMs, this.#clock.nowMs()));
        this.idleSinceMs = this.#clock.monotonicMs();
        this.#setState("idle");
        this.#freezer?.freezeSoon();
      } else {
        await this.#endFailedInit("init", end, durationMs);
        this.#setState("uninitialized");
      }
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw error;
    }
  }

  /**
   * Runs one invocation. Only when idle or uninitialized.
   * @throws ServiceException when the platform failed; a function's failure is a result
   */
  invoke(invocation: Invocation): Promise<InvocationResult> {
    const wasInitialized = this.#state === "idle";
    this.#setState("invoking");
    const run = new RunningInvocation(invocation, this.#clock);
    this.#run = run;
    if (!wasInitialized) {
      this.#options.tasks.run(() => this.#deliverAfter(run, this.#initializeAgain(run)));
      return run.result;
    }
    const preparation = this.#prepare();
    if (preparation === undefined) this.#deliver(run);
    else this.#options.tasks.run(() => this.#deliverAfter(run, this.#inTime(preparation)));
    return run.result;
  }

  /** Kills what runs and gives back everything. An invocation under way fails. Idempotent. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#ending ??= this.#dispose();
    return this.#ending;
  }

  /** @returns undefined when the runtime can be given its invocation now: the warm path */
  #prepare(): Promise<void> | undefined {
    const thaw = this.#freezer?.thaw();
    return this.#isFirstInvocation ? this.#prepareFirst(thaw) : thaw;
  }

  async #prepareFirst(thaw: Promise<void> | undefined): Promise<void> {
    await thaw;
    await this.#process?.sandbox.throttleCpu();
  }

  async #inTime(preparation: Promise<void>): Promise<void> {
    const late = Promise.withResolvers<void>();
    using _ = this.#clock.after(HOST_PATIENCE_MS, () => late.reject(new Error("The sandbox did not wake up in time.")));
    await Promise.race([preparation, late.promise]);
  }

  async #deliverAfter(run: RunningInvocation, preparation: Promise<void>): Promise<void> {
    try {
      await preparation;
      // It may have ended meanwhile, with the process or by a failed init, and was answered then.
      if (this.#state === "invoking" && run.outcome === undefined) this.#deliver(run);
    } catch (error) {
      this.#fail(error);
    }
  }

  #deliver(run: RunningInvocation): void {
    const remainingMs = run.beginTimeout(() => {
      run.answer(outcomeOfTimeout(run.invocation.requestId, this.functionVersion));
      this.#options.tasks.run(() => this.#end(run));
    });
    this.#logStart(run);
    this.#process?.deliver(run.eventAt(this.#clock.nowMs() + remainingMs));
  }

  #logStart(run: RunningInvocation): void {
    if (run.isLogged) return;
    run.isLogged = true;
    const { log, platformLog } = this.#options;
    const { requestId, wantsLogTail } = run.invocation;
    const line = platformLog.start(requestId, this.functionVersion.version, this.#clock.nowMs());
    log.begin(line, { wantsTail: wantsLogTail });
  }

  async #initialize(limitMs: number): Promise<InitializationResult> {
    using initialization = new Initialization(this.#clock, limitMs);
    this.#initialization = initialization;
    this.#observer = this.#newObserver();
    const process = await this.#options.startProcess(this.#observer, initialization.signal);
    if (initialization.signal.aborted) await process[Symbol.asyncDispose]();
    initialization.signal.throwIfAborted();
    const { clock, tasks } = this.#options;
    const onFailure = (error: unknown) => this.#fail(error);
    this.#process = process;
    this.#freezer = new Freezer({ sandbox: process.sandbox, clock, tasks, onFailure });
    this.#gauge = new MemoryGauge(process.sandbox, clock);
    const result = await initialization.result;
    this.#initialization = undefined;
    return result;
  }

  /**
   * PARITY: a function whose init failed is initialised once more by its first invocation, within its timeout.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
   */
  async #initializeAgain(run: RunningInvocation): Promise<void> {
    run.isInitializedWithin = true;
    const { end, durationMs } = await this.#initialize(run.timeoutMs);
    if (end.kind === "ready") {
      await this.#process?.sandbox.throttleCpu();
      return;
    }
    await this.#endFailedInit("invoke", end, durationMs);
    run.answer(outcomeOfInitialization(end, run.invocation.requestId, this.functionVersion, this.#options.entrypoint));
    await this.#end(run);
  }

  async #endFailedInit(
    phase: "init" | "invoke",
    end: Exclude<InitializationEnd, { readonly kind: "ready" }>,
    durationMs: number,
  ): Promise<void> {
    const { log, platformLog, entrypoint } = this.#options;
    this.#observer = undefined;
    await this.#process?.kill();
    await log.drained();
    const { errorType } = outcomeOfInitialization(end, "", this.functionVersion, entrypoint);
    const failure =
      end.kind === "timeout"
        ? ({ status: "timeout", errorType: undefined } as const)
        : ({ status: "error", errorType } as const);
    log.write(platformLog.initFailed({ durationMs, phase, ...failure }, this.#clock.nowMs()));
    // Noted for the report of the invocation, which comes when the sandbox is gone.
    await this.#lastMemoryReading();
    await this.#process?.[Symbol.asyncDispose]();
    this.#process = undefined;
  }

  #newObserver(): RuntimeProcessObserver {
    const observer: RuntimeProcessObserver = {
      onReady: () => {
        if (this.#observer === observer) this.#onReady();
      },
      onResponse: (response) => {
        if (this.#observer === observer) this.#onResponse(response);
      },
      onInitError: (failure) => {
        if (this.#observer === observer) this.#initialization?.finish({ kind: "error", ...failure });
      },
      onExit: (exit) => {
        if (this.#observer === observer) this.#onExit(exit);
      },
    };
    return observer;
  }

  #onReady(): void {
    if (this.#initialization !== undefined) this.#initialization.finish({ kind: "ready" });
    else if (this.#run !== undefined && this.#state === "finishing") this.#finish(this.#run);
  }

  #onResponse(response: RuntimeResponse): void {
    const run = this.#run;
    if (this.#state !== "invoking" || run === undefined) return;
    run.answer(outcomeOfResponse(response, run.invocation.requestId));
    this.#setState("finishing");
    this.#options.owner.onFinishing(this);
  }

  #onExit(exit: SandboxExit): void {
    if (this.#initialization !== undefined) {
      this.#initialization.finish({ kind: "exit", exit });
      return;
    }
    // Ended by us: why, is told already.
    if (this.#state === "dead") return;
    const run = this.#run;
    run?.answer(outcomeOfExit(exit, run.invocation.requestId));
    this.#options.tasks.run(() => (run === undefined ? this[Symbol.asyncDispose]() : this.#end(run)));
  }

  /** The runtime is done with the invocation and waits for the next one. */
  #finish(run: RunningInvocation): void {
    const durationMs = run.stop();
    this.#options.tasks.run(async () => {
      try {
        await this.#options.log.drained();
        const reading = this.#gauge?.read() ?? 0;
        const maxMemoryMiB = typeof reading === "number" ? reading : await reading;
        // Dead by now: its end reports the invocation.
        if (this.#state !== "finishing") return;
        this.#report(run, durationMs, maxMemoryMiB);
        this.#becomeIdle();
      } catch (error) {
        this.#fail(error);
      }
    });
  }

  #becomeIdle(): void {
    this.#run = undefined;
    this.#isFirstInvocation = false;
    this.idleSinceMs = this.#clock.monotonicMs();
    this.#setState("idle");
    this.#freezer?.freezeSoon();
    this.#options.owner.onIdle(this);
  }

  /** The environment ends with its invocation: the last lines of the log, then nothing. */
  #end(run: RunningInvocation): Promise<void> {
    this.#ending ??= this.#endAfter(run);
    return this.#ending;
  }

  async #endAfter(run: RunningInvocation): Promise<void> {
    this.#setState("dead");
    const durationMs = run.stop();
    try {
      await this.#process?.kill();
      this.#logStart(run);
      await this.#options.log.drained();
      this.#report(run, durationMs, await this.#lastMemoryReading());
    } finally {
      await this.#dispose();
    }
  }

  async #lastMemoryReading(): Promise<number> {
    try {
      return (await this.#gauge?.readNow()) ?? 0;
    } catch {
      // A dead sandbox may have nothing left to read from. The figure is for people; nothing hangs on it.
      return this.#gauge?.latestMiB ?? 0;
    }
  }

  #report(run: RunningInvocation, durationMs: number, maxMemoryMiB: number): void {
    const { outcome } = run;
    if (outcome === undefined) return;
    const { log, platformLog, onInvocation } = this.#options;
    const isColdStart = this.#isFirstInvocation;
    const initMs = isColdStart ? this.#initMs : undefined;
    const report = invocationReport(run, outcome, { durationMs, maxMemoryMiB, initMs, isColdStart });
    const nowMs = this.#clock.nowMs();
    log.write(
      outcome.message === undefined ? undefined : platformLog.fault(report, outcome.message, nowMs),
      platformLog.runtimeDone(report, nowMs),
      platformLog.end(report.requestId, nowMs),
      platformLog.report(report, nowMs),
    );
    run.complete(log.takeTail());
    onInvocation({ ...report, functionVersion: this.functionVersion });
  }

  /** The platform itself failed: nothing is known of the sandbox any more. */
  #fail(error: unknown): void {
    if (this.#state === "dead") return;
    this.#options.onError(error);
    // Who was only waiting for the log tail has an answer; nobody else has.
    this.#run?.complete(undefined);
    this.#run?.reject(internalFailure(error));
    this.#options.tasks.run(() => this[Symbol.asyncDispose]());
  }

  async #dispose(): Promise<void> {
    if (this.#state !== "dead") this.#setState("dead");
    const disposed = internalFailure(new Error("The execution environment was ended."));
    this.#options.owner.onDead(this);
    this.#initialization?.abandon(disposed);
    this.#run?.stop();
    this.#run?.reject(disposed);
    this.#freezer?.[Symbol.dispose]();
    try {
      await using _ = this.#options.resources;
      await this.#process?.[Symbol.asyncDispose]();
    } finally {
      this.#options.owner.onGone(this);
    }
  }

  #setState(state: EnvironmentState): void {
    checkTransition(this.#state, state);
    this.#state = state;
  }
}
