import type { EnvironmentOptions } from "./environment-options.ts";
import type { InitializationEnd } from "./initialization.ts";
import { invocationReport } from "./invocation-report.ts";
import { outcomeOfInitialization } from "./outcomes.ts";
import type { RunningInvocation } from "./running-invocation.ts";

/** Says in the log, and to whoever counts, what an environment did. */
export class EnvironmentReporter {
  readonly #options: EnvironmentOptions;
  #initMs: number | undefined;
  #isFirstInvocation = true;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
  }

  initStarted(): void {
    const { log, platformLog, runtimeVersion, clock } = this.#options;
    log.write(platformLog.initStart(runtimeVersion, clock.nowMs()));
    // PARITY: what the function writes while it initialises is in the first invocation's tail; this line is not.
    log.keepTail();
  }

  initSucceeded(durationMs: number): void {
    const { log, platformLog, clock } = this.#options;
    this.#initMs = durationMs;
    log.write(platformLog.initSucceeded(durationMs, clock.nowMs()));
  }

  initFailed(
    phase: "init" | "invoke",
    end: Exclude<InitializationEnd, { readonly kind: "ready" }>,
    durationMs: number,
  ): void {
    const { log, platformLog, clock, functionVersion, entrypoint } = this.#options;
    const { errorType } = outcomeOfInitialization(end, "", functionVersion, entrypoint);
    const failure =
      end.kind === "timeout"
        ? ({ status: "timeout", errorType: undefined } as const)
        : ({ status: "error", errorType } as const);
    log.write(platformLog.initFailed({ durationMs, phase, ...failure }, clock.nowMs()));
  }

  /** Once, however often it is told. */
  started(run: RunningInvocation): void {
    if (run.isLogged) return;
    run.isLogged = true;
    const { log, platformLog, functionVersion, clock } = this.#options;
    const { requestId, wantsLogTail } = run.invocation;
    log.begin(platformLog.start(requestId, functionVersion.version, clock.nowMs()), { wantsTail: wantsLogTail });
  }

  /** The last that is said of an invocation. Whoever waits for the log tail gets it. */
  ended(run: RunningInvocation, measured: { readonly durationMs: number; readonly maxMemoryMiB: number }): void {
    const { outcome } = run;
    if (outcome === undefined) return;
    const { log, platformLog, onInvocation, functionVersion, clock } = this.#options;
    const isFirst = this.#isFirstInvocation;
    this.#isFirstInvocation = false;
    const isProvisioned = this.#options.initializationType === "provisioned-concurrency";
    // Nobody waited for an init that was over before the invocation came.
    const isColdStart = isFirst && !isProvisioned;
    const initMs = isFirst ? this.#initMs : undefined;
    const report = invocationReport(run, outcome, { ...measured, initMs, isColdStart });
    const nowMs = clock.nowMs();
    log.write(
      outcome.message === undefined ? undefined : platformLog.fault(report, outcome.message, nowMs),
      platformLog.runtimeDone(report, nowMs),
      platformLog.end(report.requestId, nowMs),
      platformLog.report(report, nowMs),
    );
    run.complete(log.takeTail());
    onInvocation({ ...report, functionVersion, isProvisioned });
  }
}
