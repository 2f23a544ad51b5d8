/** An asynchronous invocation as its caller left it. Frozen data. */
export interface AsyncEvent {
  readonly functionName: string;
  /** Version or alias, when the caller named one. */
  readonly qualifier: string | undefined;
  /** The same for every attempt. */
  readonly requestId: string;
  /** JSON text, already checked; never empty. */
  readonly payload: Uint8Array;
  /** Base64 as received, already checked. */
  readonly clientContext: string | undefined;
  /** Of a function that keeps tenants apart. */
  readonly tenantId?: string | undefined;
  readonly traceHeader: string | undefined;
  readonly acceptedMs: number;
}

/** An event in the queue: to be run, or, once it has an outcome, to be reported. */
export interface QueuedEvent extends AsyncEvent {
  /** Grows with every event that is accepted. */
  readonly eventId: number;
  /** How often the function ran for it. */
  readonly invokeCount: number;
  /** How often in a row it was not run, by a throttle or because the platform failed. */
  readonly refusals: number;
  /** What the last refusal would have told a waiting caller, for example 429. */
  readonly refusedStatusCode: number | undefined;
  readonly outcome: EventOutcome | undefined;
}

/** Why an event was given up, in AWS's words. */
export type FailureCondition =
  | "RetriesExhausted"
  | "EventAgeExceeded"
  | "ZeroReservedConcurrency"
  | "RecursiveInvocation";

export type EventCondition = "Success" | FailureCondition;

/** How an event ended, and who is still to be told. */
export interface EventOutcome {
  readonly condition: EventCondition;
  readonly endedMs: number;
  /** Undefined when the function was never run, and nobody said why. */
  readonly response: EventResponse | undefined;
  /** For dead-letter queues, whose messages carry no response. */
  readonly errorMessage: string | undefined;
  /** What the function answered, as JSON text. */
  readonly responsePayload: Uint8Array | undefined;
  readonly targets: readonly DeliveryTarget[];
  /** In whose name the targets are told; undefined in rows of servers that did not ask. */
  readonly roleArn?: string | undefined;
  /** How often the targets were tried in vain. */
  readonly deliveryAttempts: number;
}

/** `responseContext` of an invocation record. */
export interface EventResponse {
  readonly statusCode: number;
  readonly executedVersion?: string | undefined;
  readonly functionError?: string | undefined;
}

/** Who is told of an outcome. */
export interface DeliveryTarget {
  /** A destination gets the whole record, a dead-letter queue the event as it came. */
  readonly kind: "destination" | "dead-letter";
  readonly arn: string;
}

/** The events of one function that wait for their turn, run, or wait for their destinations. */
export interface FunctionBacklog {
  readonly functionName: string;
  readonly eventCount: number;
  /** When the oldest of them was accepted. */
  readonly oldestAcceptedMs: number;
}
