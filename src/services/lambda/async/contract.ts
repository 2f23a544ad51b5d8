import type { AsyncEvent, DeliveryTarget, FailureCondition, FunctionBacklog } from "../model/async-event.ts";
import type { FunctionReference } from "../model/function-reference.ts";
import type { FunctionVersion } from "../model/function-version.ts";

/** What a caller of the queue hands over; the rest of an event is the queue's to know. */
export type NewAsyncEvent = Omit<AsyncEvent, "acceptedMs">;

/** Invokes functions for callers that do not wait. */
export interface AsyncInvoker {
  /** Takes an event over: it is durable when the promise resolves, and is run at least once. */
  accept(event: NewAsyncEvent): Promise<void>;
  /** Removes what a deleted function has left in the queue. What runs already goes on. */
  discard(functionName: string): Promise<void>;
  /** Removes what a function has in the queue by now. What runs already goes on. @returns how many events that were */
  purge(functionName: string): Promise<number>;
  /** By function, those with events only. */
  backlog(): Promise<readonly FunctionBacklog[]>;
}

/** Whom an observed event was for. */
export interface ObservedEvent {
  readonly functionName: string;
  /** Version or alias, when the caller named one. */
  readonly qualifier: string | undefined;
}

/**
 * Port: who counts what becomes of events, for metrics. An implementation neither waits nor throws.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export interface AsyncEventObserver {
  /** `AsyncEventsReceived` */
  onAccepted(event: ObservedEvent): void;
  /** `AsyncEventAge`: the function is about to run, for the first time or again. */
  onInvoke(event: ObservedEvent, ageMs: number): void;
  /**
   * `AsyncEventsDropped`, whether or not somebody is told of it.
   * @param condition undefined when the function is gone, or the version or alias that the event was for
   */
  onDropped(event: ObservedEvent, condition: FailureCondition | undefined, eventCount: number): void;
  /** `DestinationDeliveryFailures` or `DeadLetterErrors`: a target was given up. */
  onDeliveryFailure(event: ObservedEvent, kind: DeliveryTarget["kind"]): void;
  /** `RecursiveInvocationsDropped`: an invocation was stopped as part of a loop, whether or not its caller waits. */
  onRecursiveInvocation(event: ObservedEvent): void;
}

/** Port: which version an invocation of a reference runs. */
export interface VersionChoice {
  /** @returns undefined when there is no such function, version or alias */
  choose(reference: FunctionReference): Promise<FunctionVersion | undefined>;
}

/** What queues and topics get. */
export interface QueueMessage {
  readonly body: string;
  /** For topics. */
  readonly subject?: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
}

interface MessageAttribute {
  readonly dataType: "String" | "Number";
  readonly value: string;
}

export interface BusEvent {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  /** JSON text. */
  readonly detail: string;
}

/**
 * Port: services that this server does not play itself. An error that is neither an OperatorError nor a client's
 * ServiceException counts as passing, and the delivery is tried again.
 */
export interface ExternalTargets {
  sendToQueue(queueArn: string, message: QueueMessage): Promise<void>;
  /** @param signal for who does not want to wait as long as the service may take */
  publishToTopic(topicArn: string, message: QueueMessage, signal?: AbortSignal): Promise<void>;
  putEvent(busArn: string, event: BusEvent): Promise<void>;
}
