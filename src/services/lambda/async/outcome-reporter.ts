import { isPassing } from "../../../aws/is-passing.ts";
import { backoffMs } from "../../../base/backoff.ts";
import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/log.ts";
import { untilAborted } from "../../../base/until-aborted.ts";
import type { DeliveryTarget, EventCondition, EventOutcome, QueuedEvent } from "../model/async-event.ts";
import type { EventInvokeConfig } from "../model/event-invoke-config.ts";
import type { FunctionVersion } from "../model/function-version.ts";
import type { AsyncEventStore } from "../store/async-event-store.ts";
import type { AsyncEventObserver } from "./contract.ts";
import { type DeliveryOptions, deliverRecord } from "./deliver-record.ts";
import { insist } from "./insist.ts";

/** How often a target is tried that does not answer: for about two minutes. */
const MAX_DELIVERY_ATTEMPTS = 8;

export interface OutcomeReporterOptions extends DeliveryOptions {
  readonly store: AsyncEventStore;
  readonly observer: AsyncEventObserver;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Aborted when the server ends; what is not done by then stays in the queue. */
  readonly signal: AbortSignal;
}

/** An event whose function and settings are known. */
export interface ResolvedEvent {
  readonly event: QueuedEvent;
  readonly functionVersion: FunctionVersion;
  readonly config: EventInvokeConfig | undefined;
}

/** How an event ended; what is not known is left out. */
export type Ending = Pick<EventOutcome, "condition"> &
  Partial<Pick<EventOutcome, "response" | "errorMessage" | "responsePayload">>;

/**
 * Ends events: writes down how, tells destinations and dead-letter queues, then forgets the event. What was written
 * down is told by the next server, too, so everybody is told at least once.
 */
export class OutcomeReporter {
  readonly #options: OutcomeReporterOptions;

  constructor(options: OutcomeReporterOptions) {
    this.#options = options;
  }

  /** @throws the signal's reason */
  async end({ event, functionVersion, config }: ResolvedEvent, ending: Ending): Promise<void> {
    const { store, observer, clock } = this.#options;
    const { condition } = ending;
    if (condition !== "Success") observer.onDropped(event, condition, 1);
    const targets = targetsOf(condition, functionVersion, config);
    if (targets.length === 0) return this.forget(event);
    const endedMs = clock.nowMs();
    const outcome: EventOutcome = {
      condition,
      endedMs,
      response: ending.response,
      errorMessage: ending.errorMessage,
      responsePayload: ending.responsePayload,
      targets,
      roleArn: functionVersion.settings.roleArn,
      deliveryAttempts: 0,
    };
    await insist(() => store.conclude(event.eventId, endedMs, event.invokeCount, outcome), this.#options);
    await this.deliver(event, outcome);
  }

  /**
   * Tells every target that is left. Those that may answer later are tried again, the others are given up.
   * @throws the signal's reason
   */
  async deliver(event: QueuedEvent, outcome: EventOutcome): Promise<void> {
    const { store, clock } = this.#options;
    const deliveryAttempts = outcome.deliveryAttempts + 1;
    const left: DeliveryTarget[] = [];
    for (const target of outcome.targets) {
      const isTold = await this.#tell(target, event, outcome, deliveryAttempts);
      if (!isTold) left.push(target);
    }
    if (left.length === 0) return this.forget(event);
    const dueMs = clock.nowMs() + backoffMs(deliveryAttempts);
    const next = { ...outcome, targets: left, deliveryAttempts };
    await insist(() => store.conclude(event.eventId, dueMs, event.invokeCount, next), this.#options);
  }

  /** @throws the signal's reason */
  forget(event: QueuedEvent): Promise<void> {
    return insist(() => this.#options.store.remove(event), this.#options);
  }

  /** @returns whether nothing more is to be done about this target */
  async #tell(
    target: DeliveryTarget,
    event: QueuedEvent,
    outcome: EventOutcome,
    deliveryAttempts: number,
  ): Promise<boolean> {
    const { signal, observer, logger } = this.#options;
    try {
      await untilAborted(deliverRecord(target, event, outcome, this.#options), signal);
      return true;
    } catch (error) {
      signal.throwIfAborted();
      if (isPassing(error) && deliveryAttempts < MAX_DELIVERY_ATTEMPTS) return false;
      observer.onDeliveryFailure(event, target.kind);
      const { requestId, functionName } = event;
      logger.error({ err: error, functionName, requestId, target: target.arn }, "a target was not told of an event");
      return true;
    }
  }
}

/** PARITY: a function that has an on-failure destination and a dead-letter queue has its failed events in both. */
const targetsOf = (
  condition: EventCondition,
  { settings }: FunctionVersion,
  config: EventInvokeConfig | undefined,
): readonly DeliveryTarget[] => {
  const { onSuccess, onFailure } = config?.destinations ?? {};
  const destination = condition === "Success" ? onSuccess : onFailure;
  const deadLetterConfig = settings.other["DeadLetterConfig"] as { readonly TargetArn?: string } | undefined;
  const deadLetterArn = condition === "Success" ? undefined : deadLetterConfig?.TargetArn;
  return [
    ...(destination === undefined ? [] : [{ kind: "destination", arn: destination } as const]),
    ...(deadLetterArn === undefined ? [] : [{ kind: "dead-letter", arn: deadLetterArn } as const]),
  ];
};
