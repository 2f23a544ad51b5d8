import type { Clock } from "../../../base/clock.ts";
import type { SandboxExit } from "../../../sandbox/contract.ts";
import type { ShutdownReason } from "../extensions/lifecycle-event.ts";
import { Telemetry } from "../extensions/telemetry/telemetry.ts";
import type { FunctionVersion } from "../model/function-version.ts";
import type { RuntimeResponse } from "../runtime-api/response-receivers.ts";
import { Alarm } from "./alarm.ts";
import type { Invocation, InvocationResult } from "./contract.ts";
import type { EnvironmentOptions } from "./environment-options.ts";
import { EnvironmentProcess } from "./environment-process.ts";
import { EnvironmentReporter, type StartPhase } from "./environment-reporter.ts";
import { checkTransition, type EnvironmentState } from "./environment-states.ts";
import { internalFailure } from "./exceptions.ts";
import { type InitializationType, initLimitMs, RESTORE_LIMIT_MS } from "./initialization-type.ts";
import type { ExtensionFailure } from "./function-errors.ts";
import type { MemoryShare } from "./host-memory.ts";
import { Initialization, type InitializationResult } from "./initialization.ts";
import {
  outcomeOfExit,
  outcomeOfExtension,
  outcomeOfInitialization,
  outcomeOfResponse,
  outcomeOfTimeout,
} from "./outcomes.ts";
import { RunningInvocation } from "./running-invocation.ts";
import type { RuntimeProcessObserver } from "./runtime-process.ts";
import { restoreFailure } from "./snapshots/restore-failure.ts";

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
  /** What it has of the host's memory; undefined where that is not counted. To be claimed before each invocation. */
  memory: MemoryShare | undefined;
  readonly #options: EnvironmentOptions;
  readonly #owner: EnvironmentOwner;
  readonly #clock: Clock;
  readonly #reporter: EnvironmentReporter;
  /** For the timeouts of invocations. */
  readonly #alarm: Alarm;
  #state: EnvironmentState = "starting";
  /** The latest, which may have ended. */
  #process: EnvironmentProcess | undefined;
  /** The one whose process counts: what a replaced process still says is not listened to. */
  #observer: RuntimeProcessObserver | undefined;
  #initialization: Initialization | undefined;
  #run: RunningInvocation | undefined;
  #ending: Promise<void> | undefined;

  constructor(options: EnvironmentOptions, owner: EnvironmentOwner) {
    this.#options = options;
    this.#owner = owner;
    this.#clock = options.clock;
    this.#alarm = new Alarm(options.clock);
    this.#reporter = new EnvironmentReporter(options);
    this.functionVersion = options.functionVersion;
    this.createdMs = options.clock.monotonicMs();
  }

  get initializationType(): InitializationType {
    return this.#options.initializationType;
  }

  get state(): EnvironmentState {
    return this.#state;
  }

  /**
   * The init phase, or the restore phase of one that goes on from a snapshot. A function that fails the former is no error
   * here: its first invocation tries once more.
   * @throws when the platform failed, or the function could not be restored; the environment is disposed of then
   */
  async start({ onSandbox }: { readonly onSandbox?: () => void } = {}): Promise<void> {
    try {
      const { isRestored } = this.#options;
      const phase = isRestored ? "restore" : "init";
      const limitMs = isRestored ? RESTORE_LIMIT_MS : initLimitMs(this.#options);
      const result = await this.#initialize(phase, limitMs, onSandbox);
      if (result.end.kind === "ready") {
        this.#reporter.initEnded(phase, result, this.#process?.extensions ?? []);
        this.#rest();
      } else {
        await this.#endFailedInit(phase, result);
        await this.#clearAway(result);
        if (isRestored) throw restoreFailure(result);
        this.#setState("uninitialized");
      }
    } catch (error) {
      // Why it did not start matters more than why it could not be cleared away, too.
      await this[Symbol.asyncDispose]().catch(this.#options.onError);
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
    const preparation = wasInitialized ? this.#process?.prepare() : this.#initializeAgain(run);
    if (preparation === undefined) this.#deliver(run);
    else this.#options.tasks.run(() => this.#deliverAfter(run, preparation));
    return run.result;
  }

  /**
   * Kills what runs and gives back everything. An invocation under way fails; extensions of an idle environment are told
   * before, and have two seconds. Idempotent.
   */
  [Symbol.asyncDispose](): Promise<void> {
    this.#ending ??= this.#dispose(this.#state === "idle" ? "SPINDOWN" : undefined);
    return this.#ending;
  }

  /** @param onSandbox told when the sandbox is made, and the runtime starts in it */
  async #initialize(phase: StartPhase, limitMs: number, onSandbox?: () => void): Promise<InitializationResult> {
    const { clock, tasks, startProcess } = this.#options;
    const telemetry = new Telemetry({ clock, tasks });
    this.#reporter.initStarted(phase, telemetry);
    using initialization = new Initialization(this.#clock, limitMs);
    this.#initialization = initialization;
    this.#observer = this.#newObserver();
    const process = await startProcess(this.#observer, telemetry, initialization.signal);
    onSandbox?.();
    if (initialization.signal.aborted) await process[Symbol.asyncDispose]();
    initialization.signal.throwIfAborted();
    this.#process = new EnvironmentProcess(process, {
      clock,
      tasks,
      onFailure: (error) => this.#fail(error),
      onFrozen: (usedMiB) => this.#restMemory(usedMiB),
    });
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
    const result = await this.#initialize("invoke", run.timeoutMs);
    const { end } = result;
    if (end.kind === "ready") {
      this.#reporter.initEnded("invoke", result, this.#process?.extensions ?? []);
      await this.#process?.throttleCpu();
      return;
    }
    await this.#endFailedInit("invoke", result);
    run.answer(outcomeOfInitialization(end, run.invocation.requestId, this.functionVersion, this.#options.entrypoint));
    await this.#clearAway(result);
    await this.#end(run);
  }

  async #endFailedInit(phase: StartPhase, result: InitializationResult): Promise<void> {
    this.#observer = undefined;
    await this.#process?.stopRuntime();
    await this.#options.log.drained();
    this.#reporter.initEnded(phase, result, this.#process?.extensions ?? []);
    // Noted for the report of the invocation, which comes when the sandbox is gone.
    await this.#process?.lastMemoryReading();
  }

  /** What a failed init left: extensions that are to be told, and the sandbox. */
  async #clearAway({ end }: InitializationResult): Promise<void> {
    await this.#process?.shutDownExtensions(end.kind === "timeout" ? "TIMEOUT" : "FAILURE");
    await this.#process?.[Symbol.asyncDispose]();
  }

  async #deliverAfter(run: RunningInvocation, preparation: Promise<void>): Promise<void> {
    try {
      await preparation;
      // It may have ended meanwhile, with the process or by a failed init, and was answered then.
      if (this.#state !== "invoking" || run.outcome !== undefined) return;
      run.restart();
      this.#deliver(run);
    } catch (error) {
      this.#fail(error);
    }
  }

  #deliver(run: RunningInvocation): void {
    run.beginTimeout(this.#alarm, () => {
      run.answer(outcomeOfTimeout(run.invocation.requestId, this.functionVersion));
      this.#options.tasks.run(() => this.#end(run));
    });
    this.#process?.deliver(run.toEvent());
    // While the runtime wakes up. What it writes is read in a later turn, so its log still begins with this.
    this.#reporter.started(run);
  }

  /** Listens to one process until another one takes its place. */
  #newObserver(): RuntimeProcessObserver {
    const observer: RuntimeProcessObserver = {
      onRuntimeReady: () => {
        if (this.#observer === observer) this.#onRuntimeReady();
      },
      onReady: () => {
        if (this.#observer === observer) this.#onReady();
      },
      onResponding: () => {
        if (this.#observer === observer && this.#state === "invoking") this.#run?.beginResponse();
      },
      onResponse: (response) => {
        if (this.#observer === observer) this.#onResponse(response);
      },
      onInitError: (failure) => {
        if (this.#observer === observer) this.#initialization?.finish({ kind: "error", ...failure });
      },
      onRestoring: () => {
        if (this.#observer === observer) this.#initialization?.noteRestored();
      },
      onExit: (exit) => {
        if (this.#observer === observer) this.#onExit(exit);
      },
      onExtensionExit: (failure) => {
        if (this.#observer === observer) this.#onExtensionExit(failure);
      },
      onSubscription: this.#reporter.subscribed,
    };
    return observer;
  }

  /** Of extensions that go on, the log and they themselves are told that the runtime does not. */
  #onRuntimeReady(): void {
    const run = this.#run;
    if (this.#state !== "finishing" || run === undefined || this.#process?.extensions.length === 0) return;
    run.endRuntime();
    this.#options.tasks.run(async () => {
      await this.#options.log.drained();
      this.#reporter.runtimeDone(run);
    });
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
    this.#owner.onFinishing(this);
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
    this.#endWith(run);
  }

  #onExtensionExit(failure: ExtensionFailure): void {
    if (this.#initialization !== undefined) {
      this.#initialization.finish({ kind: "extension", failure });
      return;
    }
    if (this.#state === "dead") return;
    const run = this.#run;
    run?.answer(outcomeOfExtension(failure, run.invocation.requestId));
    this.#endWith(run);
  }

  /** Something inside failed, during an invocation or between two. */
  #endWith(run: RunningInvocation | undefined): void {
    this.#options.tasks.run(() => (run === undefined ? (this.#ending ??= this.#dispose("FAILURE")) : this.#end(run)));
  }

  /** The runtime is done with the invocation and waits for the next one. */
  #finish(run: RunningInvocation): void {
    const durationMs = run.stop();
    this.#options.tasks.run(async () => {
      try {
        await this.#options.log.drained();
        const reading = this.#process?.readMemory() ?? 0;
        const maxMemoryMiB = typeof reading === "number" ? reading : await reading;
        // Dead by now: its end reports the invocation.
        if (this.#state !== "finishing") return;
        this.#reporter.ended(run, { durationMs, maxMemoryMiB });
        this.#run = undefined;
        this.#rest();
        this.#owner.onIdle(this);
      } catch (error) {
        this.#fail(error);
      }
    });
  }

  #rest(): void {
    this.idleSinceMs = this.#clock.monotonicMs();
    this.#setState("idle");
    this.#process?.freezeSoon(this.idleSinceMs);
  }

  /** What is provisioned must not wait for memory when it is asked to run. */
  #restMemory(usedMiB: number): void {
    if (this.#state === "idle" && this.initializationType !== "provisioned-concurrency") this.memory?.rest(usedMiB);
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
      await this.#process?.stopRuntime();
      this.#reporter.started(run);
      await this.#options.log.drained();
      this.#reporter.ended(run, { durationMs, maxMemoryMiB: (await this.#process?.lastMemoryReading()) ?? 0 });
      await this.#process?.shutDownExtensions(run.outcome?.status === "timeout" ? "TIMEOUT" : "FAILURE");
    } finally {
      await this.#dispose(undefined);
    }
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

  /** @param reason given to extensions; undefined when they are to end at once, or have ended */
  async #dispose(reason: ShutdownReason | undefined): Promise<void> {
    if (this.#state !== "dead") this.#setState("dead");
    const disposed = internalFailure(new Error("The execution environment was ended."));
    this.#initialization?.abandon(disposed);
    this.#run?.stop();
    this.#alarm[Symbol.dispose]();
    this.#run?.reject(disposed);
    this.#process?.stopFreezing();
    try {
      await using _ = this.#options.resources;
      await using process = this.#process;
      if (reason !== undefined) await process?.shutDown(reason);
    } finally {
      this.#owner.onGone(this);
    }
  }

  #setState(state: EnvironmentState): void {
    checkTransition(this.#state, state);
    this.#state = state;
    if (state === "dead") this.#owner.onDead(this);
  }
}
