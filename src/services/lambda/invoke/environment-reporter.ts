import type { Extension } from "../extensions/extension.ts";
import type { Telemetry } from "../extensions/telemetry/telemetry.ts";
import type { OnSubscription } from "../extensions/telemetry/subscription-api.ts";
import type { EnvironmentOptions } from "./environment-options.ts";
import {
  extensionEvent,
  initReportEvent,
  initRuntimeDoneEvent,
  initStartEvent,
  subscriptionEvent,
} from "./init-events.ts";
import type { InitializationResult } from "./initialization.ts";
import { endEvent, faultEvent, reportEvent, runtimeDoneEvent, startEvent } from "./invocation-events.ts";
import { invocationReport, type RestoreDuration, tracedBy } from "./invocation-report.ts";
import { outcomeOfInitialization } from "./outcomes.ts";
import type { PlatformEvent } from "./platform-event.ts";
import { restoreReportEvent, restoreRuntimeDoneEvent, restoreStartEvent } from "./restore-events.ts";
import type { RunningInvocation } from "./running-invocation.ts";
import { restoreFailure } from "./snapshots/restore-failure.ts";
import { SnapshotUnusable } from "./snapshots/snapshot-unusable.ts";

/** `init` and `restore`: before any invocation. `invoke`: a second init, within the first invocation. */
export type StartPhase = "init" | "restore" | "invoke";

const BYTES_PER_MIB = 1_048_576;

/** Says in the log, to extensions that listen, and to whoever counts, what an environment did. */
export class EnvironmentReporter {
  readonly #options: EnvironmentOptions;
  #telemetry: Telemetry | undefined;
  #initMs: number | undefined;
  #restore: RestoreDuration | undefined;
  #isFirstInvocation = true;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
  }

  /** PARITY: of a second attempt, within the first invocation, the log does not tell the beginning. */
  initStarted(phase: StartPhase, telemetry: Telemetry): void {
    const { runtimeVersion, runtimeVersionArn, initializationType, functionVersion, log } = this.#options;
    this.#telemetry = telemetry;
    const started = {
      runtimeVersion,
      runtimeVersionArn,
      functionName: functionVersion.functionName,
      functionVersion: functionVersion.version,
      instanceId: log.stream,
      instanceMaxMemory: functionVersion.settings.memoryMiB * BYTES_PER_MIB,
    };
    const event =
      phase === "restore" ? restoreStartEvent(started) : initStartEvent({ initializationType, phase, ...started });
    if (phase === "invoke") {
      this.#tellExtensions(event, this.#options.clock.nowMs());
      return;
    }
    this.#say(event);
    // PARITY: what the function writes while it initialises is in the first invocation's tail; this line is not.
    log.keepTail();
  }

  initEnded(phase: StartPhase, result: InitializationResult, extensions: readonly Extension[]): void {
    const { initializationType, functionVersion, entrypoint } = this.#options;
    const { end, durationMs, sinceRestoredMs = 0 } = result;
    // Another environment takes the place of one that could not even begin, and says how it began.
    if (phase === "restore" && end.kind !== "ready" && restoreFailure(result) instanceof SnapshotUnusable) return;
    if (end.kind === "ready" && phase === "init") this.#initMs = durationMs;
    if (end.kind === "ready" && phase === "restore") {
      this.#restore = { durationMs, billedMs: Math.ceil(sinceRestoredMs) };
    }
    const status = end.kind === "ready" ? "success" : end.kind === "timeout" ? "timeout" : "error";
    const errorType =
      end.kind === "ready" || end.kind === "timeout"
        ? undefined
        : outcomeOfInitialization(end, "", functionVersion, entrypoint).errorType;
    if (phase === "restore") {
      const report = { status, errorType, durationMs } as const;
      this.#say(restoreRuntimeDoneEvent(report), restoreReportEvent(report));
      return;
    }
    const report = { initializationType, phase, status, errorType, durationMs } as const;
    this.#say(initRuntimeDoneEvent(report), ...extensions.map(extensionEvent), initReportEvent(report));
  }

  readonly subscribed: OnSubscription = (api, subscription) => this.#say(subscriptionEvent(api, subscription));

  /** Once, however often it is told. */
  started(run: RunningInvocation): void {
    if (run.isLogged) return;
    run.isLogged = true;
    const { log, platformLog, functionVersion, clock } = this.#options;
    const event = startEvent(run.invocation, functionVersion.version, tracedBy(run));
    // Since it has the event, the function may have written lines with a time of their own. What a second init within
    // the invocation wrote is in the log already.
    const timestampMs = run.isInitializedWithin ? clock.nowMs() : run.startedAtMs;
    log.begin(platformLog(event, timestampMs), { wantsTail: run.invocation.wantsLogTail, timestampMs });
    this.#tellExtensions(event, timestampMs);
  }

  /** The runtime is done with the invocation; extensions are not yet. */
  runtimeDone(run: RunningInvocation): void {
    this.#say(this.#runtimeDone(run, run.runtimeMs));
  }

  /** The last that is said of an invocation. Whoever waits for the log tail gets it. */
  ended(run: RunningInvocation, measured: { readonly durationMs: number; readonly maxMemoryMiB: number }): void {
    const { outcome } = run;
    if (outcome === undefined) return;
    const { log, onInvocation, clock, initializationType } = this.#options;
    const isFirst = this.#isFirstInvocation;
    this.#isFirstInvocation = false;
    const isProvisioned = initializationType === "provisioned-concurrency";
    // Nobody waited for an init that was over before the invocation came.
    const isColdStart = isFirst && !isProvisioned;
    const initMs = isFirst ? this.#initMs : undefined;
    const restore = isFirst ? this.#restore : undefined;
    const report = invocationReport(run, outcome, { ...measured, initMs, restore, isColdStart, isProvisioned });
    const fault = outcome.message === undefined ? undefined : faultEvent(report, outcome.message, clock.nowMs());
    this.#say(fault, this.#runtimeDone(run, measured.durationMs), endEvent(report.requestId), reportEvent(report));
    run.complete(log.takeTail());
    onInvocation(report);
  }

  /** Once; undefined when it was said already. */
  #runtimeDone(run: RunningInvocation, durationMs: number): PlatformEvent | undefined {
    const { outcome } = run;
    if (run.isRuntimeDone || outcome === undefined) return undefined;
    run.isRuntimeDone = true;
    return runtimeDoneEvent(run, outcome, durationMs);
  }

  #say(...events: readonly (PlatformEvent | undefined)[]): void {
    const { log, platformLog, clock } = this.#options;
    const nowMs = clock.nowMs();
    const lines: string[] = [];
    for (const event of events) {
      const line = event && platformLog(event, nowMs);
      if (line !== undefined) lines.push(line);
    }
    log.write(lines, nowMs);
    for (const event of events) if (event !== undefined) this.#tellExtensions(event, nowMs);
  }

  #tellExtensions(event: PlatformEvent, timeMs: number): void {
    const telemetry = this.#telemetry;
    if (telemetry?.isListenedTo === true) telemetry.publish({ timeMs, type: event.type, record: event.record() });
  }
}
