import { backoffMs } from "../../../base/backoff.ts";
import type { FailureCondition, QueuedEvent } from "../model/async-event.ts";
import type { EventInvokeConfig } from "../model/event-invoke-config.ts";

/**
 * When an event is tried again, and when it is given up.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
const DEFAULT_RETRY_ATTEMPTS = 2;
const DEFAULT_EVENT_AGE_SECONDS = 21_600;
/** One minute before the first retry, two before the second. */
const RETRY_STEP_MS = 60_000;

export type RetryDecision =
  | { readonly kind: "retry"; readonly dueMs: number }
  | { readonly kind: "give-up"; readonly condition: FailureCondition };

type RetrySettings = Pick<EventInvokeConfig, "maximumRetryAttempts" | "maximumEventAgeSeconds">;

/** @param config undefined where nothing was configured */
export const isTooOld = (event: QueuedEvent, config: RetrySettings | undefined, nowMs: number): boolean =>
  nowMs >= deadlineMs(event, config);

/** @param invokeCount how often the function has run by now */
export const afterFunctionError = (
  event: QueuedEvent,
  invokeCount: number,
  config: RetrySettings | undefined,
  nowMs: number,
): RetryDecision => {
  if (invokeCount > (config?.maximumRetryAttempts ?? DEFAULT_RETRY_ATTEMPTS)) {
    return { kind: "give-up", condition: "RetriesExhausted" };
  }
  const dueMs = nowMs + invokeCount * RETRY_STEP_MS;
  // PARITY: AWS gives up as soon as it sees that the retry would come too late, while it still has the response.
  return dueMs > deadlineMs(event, config)
    ? { kind: "give-up", condition: "EventAgeExceeded" }
    : { kind: "retry", dueMs };
};

/** The function was not run. @param refusals how often in a row, this time included */
export const afterRefusal = (
  event: QueuedEvent,
  refusals: number,
  config: RetrySettings | undefined,
  nowMs: number,
): RetryDecision => {
  if (isTooOld(event, config, nowMs)) return { kind: "give-up", condition: "EventAgeExceeded" };
  // At its deadline it is looked at once more, and given up then: whoever waits for that is told in time.
  return { kind: "retry", dueMs: Math.min(nowMs + backoffMs(refusals), deadlineMs(event, config)) };
};

const deadlineMs = ({ acceptedMs }: QueuedEvent, config: RetrySettings | undefined): number =>
  acceptedMs + (config?.maximumEventAgeSeconds ?? DEFAULT_EVENT_AGE_SECONDS) * 1_000;
