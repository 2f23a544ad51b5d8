import { Extension } from "./extension.ts";
import { MAX_EXTENSIONS } from "./extension-answers.ts";
import { invokeEvent, type InvokeNotice, type ShutdownReason, shutdownEvent } from "./lifecycle-event.ts";

/** Why an extension ended the environment, by AWS's names. */
export type ExtensionErrorType =
  | "Extension.Crash"
  | "Extension.InitError"
  | "Extension.ExitError"
  | "Extension.LaunchError";

/**
 * All extensions of one environment. External ones are known from the start, by their files; internal ones make
 * themselves known until the runtime is initialised.
 */
export class Extensions {
  readonly #external: readonly Extension[];
  readonly #internal: Extension[] = [];
  #isRegistrationOpen = true;
  #reportedError: ExtensionErrorType | undefined;

  constructor(externalNames: readonly string[]) {
    this.#external = externalNames.map((name) => new Extension(name, "external"));
  }

  get all(): readonly Extension[] {
    return this.#internal.length === 0 ? this.#external : [...this.#external, ...this.#internal];
  }

  get isRegistrationOpen(): boolean {
    return this.#isRegistrationOpen;
  }

  get isFull(): boolean {
    return this.all.length >= MAX_EXTENSIONS;
  }

  /** There are more than there may be: none of the last ones was started. */
  get excess(): readonly Extension[] {
    return this.#external.slice(MAX_EXTENSIONS);
  }

  /** Nobody who could still register outside the runtime has not. */
  get haveRegistered(): boolean {
    return this.#external.every(({ state }) => state !== "Started");
  }

  /** All of them wait for their next event. */
  get areReady(): boolean {
    return this.all.every(({ state }) => state === "Ready");
  }

  /** How the first one that reported an error called it. */
  get reportedError(): ExtensionErrorType | undefined {
    return this.#reportedError;
  }

  /** How long an environment with them may take to shut down, milliseconds. Source: Lambda's Extensions API page. */
  get shutdownLimitMs(): number {
    if (this.#external.length > 0) return 2_000;
    return this.#internal.length > 0 ? 500 : 0;
  }

  /** How much of that is the runtime's. Source: the same. */
  get runtimeGraceMs(): number {
    return Math.min(this.shutdownLimitMs, this.#external.length > 0 ? 300 : 500);
  }

  external(index: number): Extension | undefined {
    return this.#external[index];
  }

  findExternal(name: string): Extension | undefined {
    return this.#external.find((extension) => extension.name === name);
  }

  findInternal(name: string): Extension | undefined {
    return this.#internal.find((extension) => extension.name === name);
  }

  /** @returns undefined when nobody has this identifier, who did not register among them */
  findByIdentifier(identifier: string): Extension | undefined {
    return this.all.find((extension) => extension.identifier === identifier && extension.state !== "Started");
  }

  addInternal(extension: Extension): void {
    this.#internal.push(extension);
  }

  /** The runtime is initialised. */
  closeRegistration(): void {
    this.#isRegistrationOpen = false;
  }

  noteReportedError(errorType: ExtensionErrorType): void {
    this.#reportedError ??= errorType;
  }

  /** Tells all that want to know of an invocation. */
  invoke(notice: InvokeNotice): void {
    if (this.all.length === 0) return;
    const event = invokeEvent(notice);
    for (const extension of this.all) if (extension.events.includes("INVOKE")) extension.deliver(event);
  }

  /**
   * Tells all that want to know that the environment ends.
   * @param deadlineMs when it will have ended, on the wall clock
   * @returns places of the external ones that were told, in the order of their names
   */
  shutDown(reason: ShutdownReason, deadlineMs: number): readonly number[] {
    const event = shutdownEvent(reason, deadlineMs);
    return this.#external.flatMap((extension, index) => {
      if (!extension.events.includes("SHUTDOWN")) return [];
      extension.deliver(event);
      return [index];
    });
  }
}
