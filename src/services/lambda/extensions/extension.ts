import { randomUUID } from "node:crypto";
import { json } from "../runtime-api/answers.ts";
import type { HttpConnection } from "../runtime-api/http-connection.ts";
import { type ExtensionState, mayBecome } from "./extension-states.ts";
import type { EventBody, LifecycleEvent } from "./lifecycle-event.ts";

/** One extension: what is known of it, and its pending `event/next`. */
export class Extension {
  /** Given to it when it registers; whoever has it speaks for it. */
  readonly identifier = randomUUID();
  /** Of an external one the name of its file. */
  readonly name: string;
  readonly kind: "external" | "internal";
  #state: ExtensionState = "Started";
  #events: readonly LifecycleEvent[] = [];
  #errorType: string | undefined;
  #waiting: HttpConnection | undefined;
  /** It is to have this one and was not there to take it. */
  #undelivered: EventBody | undefined;

  constructor(name: string, kind: "external" | "internal") {
    this.name = name;
    this.kind = kind;
  }

  get state(): ExtensionState {
    return this.#state;
  }

  get events(): readonly LifecycleEvent[] {
    return this.#events;
  }

  /** What it said, or was found, to be wrong with it. */
  get errorType(): string | undefined {
    return this.#errorType;
  }

  get isWaiting(): boolean {
    return this.#waiting !== undefined;
  }

  /** @returns false when it may not do so in its state */
  register(events: readonly LifecycleEvent[]): boolean {
    if (!this.#become("Registered")) return false;
    this.#events = events;
    return true;
  }

  /** @returns false when it may not do so in its state */
  fail(state: "InitError" | "ExitError" | "LaunchError", errorType: string): boolean {
    if (!this.#become(state)) return false;
    this.#errorType ??= errorType;
    return true;
  }

  /** It asks for its next event. Call `isEventDue` first. */
  wait(connection: HttpConnection): boolean {
    const isSecondAttempt = this.#state === "Ready" && !this.isWaiting;
    if (!isSecondAttempt && !this.#become("Ready")) return false;
    this.#waiting = connection;
    return true;
  }

  /** Gives an event to it that it missed because it was just about to ask again. */
  deliverMissed(connection: HttpConnection): boolean {
    if (this.#undelivered === undefined) return false;
    answerEvent(connection, this.#undelivered);
    this.#undelivered = undefined;
    return true;
  }

  stopWaiting(connection: HttpConnection): void {
    if (this.#waiting === connection) this.#waiting = undefined;
  }

  /** Gives it an event, now or when it asks. Only when ready, except for the last event. */
  deliver(event: EventBody): void {
    this.#become("Running");
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#undelivered = event;
    else answerEvent(waiting, event);
  }

  #become(state: ExtensionState): boolean {
    if (!mayBecome(this.#state, state)) return false;
    this.#state = state;
    return true;
  }
}

const answerEvent = (connection: HttpConnection, event: EventBody): void =>
  connection.answer(json(200, event, `Lambda-Extension-Event-Identifier: ${randomUUID()}\r\n`));
