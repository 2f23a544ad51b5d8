import type {
  AsyncEventObserver,
  BusEvent,
  ExternalTargets,
  ObservedEvent,
  QueueMessage,
} from "../../src/services/lambda/async/contract.ts";

/** Keeps what was sent, and fails as it was told. */
export class FakeExternalTargets implements ExternalTargets {
  readonly sent: (readonly [arn: string, message: QueueMessage | BusEvent])[] = [];
  /** Thrown instead of sending, one after the other. */
  readonly failures: Error[] = [];

  readonly sendToQueue = (arn: string, message: QueueMessage): Promise<void> => this.#send(arn, message);
  readonly publishToTopic = (arn: string, message: QueueMessage): Promise<void> => this.#send(arn, message);
  readonly putEvent = (arn: string, event: BusEvent): Promise<void> => this.#send(arn, event);

  async #send(arn: string, message: QueueMessage | BusEvent): Promise<void> {
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    this.sent.push([arn, message]);
  }
}

/** Writes down what an observer is told, a line each, for example `dropped hello RetriesExhausted`. */
export class EventCounts implements AsyncEventObserver {
  readonly lines: string[] = [];

  onAccepted({ functionName }: ObservedEvent): void {
    this.lines.push(`accepted ${functionName}`);
  }

  onInvoke({ functionName }: ObservedEvent, ageMs: number): void {
    this.lines.push(`invoked ${functionName} after ${ageMs}`);
  }

  onDropped({ functionName }: ObservedEvent, condition: string | undefined, eventCount: number): void {
    this.lines.push(`dropped ${eventCount} of ${functionName}: ${condition ?? "it is gone"}`);
  }

  onDeliveryFailure({ functionName }: ObservedEvent, kind: string): void {
    this.lines.push(`failed ${kind} of ${functionName}`);
  }

  onRecursiveInvocation({ functionName }: ObservedEvent): void {
    this.lines.push(`stopped ${functionName}`);
  }
}
