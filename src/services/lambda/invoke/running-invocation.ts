import type { Clock } from "../../../base/clock.ts";
import type { InvocationEvent } from "../runtime-api/runtime-api.ts";
import type { Alarm } from "./alarm.ts";
import type { Invocation, InvocationResult, ResponseSink } from "./contract.ts";
import type { InvocationOutcome } from "./outcomes.ts";
import { type Trace, traceOf } from "./trace-header.ts";

/** One invocation from when an environment takes it until its report is written. */
export class RunningInvocation {
  readonly invocation: Invocation;
  readonly trace: Trace;
  /** Settles when the caller can be told. */
  readonly result: Promise<InvocationResult>;
  /** Its START is in the log. */
  isLogged = false;
  /** The runtime had to be initialised again within this invocation, on the invocation's time. */
  isInitializedWithin = false;
  /** It is said that the runtime is done. */
  isRuntimeDone = false;
  readonly #clock: Clock;
  readonly #resolve: (result: InvocationResult) => void;
  readonly #reject: (error: unknown) => void;
  #startedMs: number;
  #startedAtMs: number;
  /** How long the runtime took, when extensions may take longer. */
  #runtimeMs: number | undefined;
  /** When the runtime began to answer, and when it had. */
  #respondingMs: number | undefined;
  #respondedMs: number | undefined;
  /** Its environment's; undefined before its time begins to count. */
  #alarm: Alarm | undefined;
  #isTimedOut = false;
  #streamedBytes: number | undefined;
  /** What the caller is told. */
  #answer: InvocationOutcome | undefined;
  /** What the report tells: of a runtime that ended after it had answered, its end. */
  #outcome: InvocationOutcome | undefined;

  constructor(invocation: Invocation, clock: Clock) {
    const { promise, resolve, reject } = Promise.withResolvers<InvocationResult>();
    this.invocation = invocation;
    this.result = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#clock = clock;
    this.#startedMs = clock.monotonicMs();
    this.#startedAtMs = clock.nowMs();
    this.trace =
      invocation.trace ??
      traceOf({
        received: invocation.traceHeader,
        requestId: invocation.requestId,
        nowMs: this.#startedAtMs,
        tracingMode: invocation.functionVersion.settings.tracingMode,
      });
  }

  get timeoutMs(): number {
    return this.invocation.functionVersion.settings.timeoutSeconds * 1_000;
  }

  /** When its time began to count, on the wall clock. */
  get startedAtMs(): number {
    return this.#startedAtMs;
  }

  /** Of the response, while it was written; undefined when nobody took it so. */
  get streamedBytes(): number | undefined {
    return this.#streamedBytes;
  }

  get outcome(): InvocationOutcome | undefined {
    return this.#outcome;
  }

  /** Its environment is ready for it only now: what that took is not on its time, unless it was its init. */
  restart(): void {
    if (this.isInitializedWithin) return;
    this.#startedMs = this.#clock.monotonicMs();
    this.#startedAtMs = this.#clock.nowMs();
  }

  /** The runtime gets the invocation. @param alarm goes off when its time is over; cleared by `stop` */
  beginTimeout(alarm: Alarm, onTimeout: () => void): void {
    this.#alarm = alarm;
    alarm.set(this.#startedMs + this.timeoutMs, () => {
      this.#isTimedOut = true;
      onTimeout();
    });
  }

  /** The runtime begins to answer. */
  beginResponse(): void {
    this.#respondingMs = this.#clock.monotonicMs();
  }

  /** When it answered, as time passed since its start; undefined when it did not, or not to the end. */
  get response(): { readonly beganMs: number; readonly endedMs: number } | undefined {
    if (this.#respondingMs === undefined || this.#respondedMs === undefined) return undefined;
    return { beganMs: this.#respondingMs - this.#startedMs, endedMs: this.#respondedMs - this.#startedMs };
  }

  /** The runtime is done, and extensions may not be. */
  endRuntime(): void {
    this.#runtimeMs ??= this.#elapsedMs;
  }

  /** How long the runtime took or has taken until now. */
  get runtimeMs(): number {
    return this.#runtimeMs ?? this.#elapsedMs;
  }

  /** How much of a duration passed after `endRuntime`; undefined when that was never told. */
  postRuntimeExtensionsMs(durationMs: number): number | undefined {
    return this.#runtimeMs === undefined ? undefined : Math.max(0, durationMs - this.#runtimeMs);
  }

  /** @returns how long it took, at most its timeout */
  stop(): number {
    this.#alarm?.clear();
    this.#alarm = undefined;
    return this.#elapsedMs;
  }

  /** The caller gets the first outcome, at once unless the log tail is to come with it; the report the last. */
  answer(outcome: InvocationOutcome): void {
    this.#outcome = outcome;
    if (this.#answer !== undefined) return;
    this.#answer = outcome;
    if (outcome.endedBy === "function") this.#respondedMs = this.#clock.monotonicMs();
    if (!this.invocation.wantsLogTail) this.#settle(outcome, undefined);
  }

  /** The report is written; whoever waits for the log tail gets it. */
  complete(logTail: Uint8Array | undefined): void {
    if (this.#answer !== undefined) this.#settle(this.#answer, logTail);
  }

  /** The platform failed. Without effect once the caller was answered. */
  reject(error: unknown): void {
    this.#reject(error);
  }

  /** What the runtime gets. */
  toEvent(): InvocationEvent {
    const { requestId, invokedFunctionArn, payload, clientContext, tenantId, responseSink } = this.invocation;
    return {
      requestId,
      deadlineMs: Math.floor(this.#startedAtMs + this.timeoutMs),
      invokedFunctionArn,
      traceId: this.trace.header,
      clientContext: clientContext === undefined ? undefined : headerJson(clientContext),
      tenantId,
      payload,
      responseSink: responseSink && this.#counted(responseSink),
    };
  }

  /** Timers may be up to a millisecond early; what timed out took the whole of its time all the same. */
  get #elapsedMs(): number {
    if (this.#isTimedOut) return this.timeoutMs;
    return Math.min(this.#clock.monotonicMs() - this.#startedMs, this.timeoutMs);
  }

  #counted(sink: ResponseSink): ResponseSink {
    this.#streamedBytes = 0;
    return {
      begin: (contentType) => sink.begin(contentType),
      write: (bytes) => {
        this.#streamedBytes = (this.#streamedBytes ?? 0) + bytes.byteLength;
        return sink.write(bytes);
      },
    };
  }

  #settle(outcome: InvocationOutcome, logTail: Uint8Array | undefined): void {
    this.#resolve({
      payload: outcome.payload,
      executedVersion: this.invocation.functionVersion.version,
      functionError: outcome.status === "success" ? undefined : "Unhandled",
      logTail,
    });
  }
}

/** JSON on one line of ASCII, as a header needs it, whatever the caller's looks like. */
const headerJson = (base64: string): string =>
  JSON.stringify(JSON.parse(Buffer.from(base64, "base64").toString())).replaceAll(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
