/** What an extension can register for. */
export const LIFECYCLE_EVENTS = ["INVOKE", "SHUTDOWN"] as const;
export type LifecycleEvent = (typeof LIFECYCLE_EVENTS)[number];

/** Why an environment ends: because nobody needs it, its invocation took too long, or something in it failed. */
export type ShutdownReason = "SPINDOWN" | "TIMEOUT" | "FAILURE";

/** What extensions are told of an invocation. */
export interface InvokeNotice {
  /** On the wall clock. */
  readonly deadlineMs: number;
  readonly requestId: string;
  readonly invokedFunctionArn: string;
  /** Value of the trace header. */
  readonly traceId: string;
}

/** The body of an answer to `event/next`. */
export type EventBody =
  | {
      readonly eventType: "INVOKE";
      readonly deadlineMs: number;
      readonly requestId: string;
      readonly invokedFunctionArn: string;
      readonly tracing: { readonly type: "X-Amzn-Trace-Id"; readonly value: string };
    }
  | { readonly eventType: "SHUTDOWN"; readonly deadlineMs: number; readonly shutdownReason: ShutdownReason };

export const invokeEvent = ({ deadlineMs, requestId, invokedFunctionArn, traceId }: InvokeNotice): EventBody => ({
  eventType: "INVOKE",
  deadlineMs,
  requestId,
  invokedFunctionArn,
  tracing: { type: "X-Amzn-Trace-Id", value: traceId },
});

export const shutdownEvent = (shutdownReason: ShutdownReason, deadlineMs: number): EventBody => ({
  eventType: "SHUTDOWN",
  deadlineMs: Math.floor(deadlineMs),
  shutdownReason,
});
