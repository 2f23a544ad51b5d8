import type { Clock } from "../../../base/clock.ts";
import type { TaskGroup } from "../../../base/task-group.ts";
import type { Sandbox, SandboxExit } from "../../../sandbox/contract.ts";
import type { Extensions } from "../extensions/extensions.ts";
import { EXTENSIONS_DIRECTORY } from "./find-extensions.ts";
import { type ExtensionFailure, extensionExitReason } from "./function-errors.ts";
import { within } from "./within.ts";

/** How much later the runtime may end than an extension, if the kernel ended both for want of memory. */
const ENDED_TOGETHER_MS = 100;

/** The processes of external extensions: the sandbox's companions, in the order of the extensions. */
export class ExtensionProcesses {
  readonly #sandbox: Sandbox;
  readonly #extensions: Extensions;
  #isRuntimeStarted: boolean;

  /** @param observer told when one ends, whenever that is */
  constructor(
    sandbox: Sandbox,
    extensions: Extensions,
    observer: { onExtensionExit(failure: ExtensionFailure): void },
    { tasks, clock }: { readonly tasks: TaskGroup; readonly clock: Clock },
  ) {
    this.#sandbox = sandbox;
    this.#extensions = extensions;
    this.#isRuntimeStarted = sandbox.companionExits.length === 0;
    for (const [index, exited] of sandbox.companionExits.entries()) {
      tasks.run(async () => {
        const exit = await exited;
        // What it sent just before is in the kernel already.
        await new Promise((resolve) => setImmediate(resolve));
        // The runtime's end says it better.
        if (exit.outOfMemory && (await this.#hasRuntimeEnded(clock))) return;
        observer.onExtensionExit(this.#failureOf(index, exit));
      });
    }
    if (extensions.excess.length > 0) tasks.run(async () => observer.onExtensionExit(this.#refuseExcess()));
  }

  get isRuntimeStarted(): boolean {
    return this.#isRuntimeStarted;
  }

  /** PARITY: the runtime starts when every external extension has registered. */
  startRuntimeWhenRegistered(): void {
    if (this.#isRuntimeStarted || !this.#extensions.haveRegistered) return;
    this.#isRuntimeStarted = true;
    this.#sandbox.begin();
  }

  /** @param indices of those that are waited for */
  async exited(indices: readonly number[]): Promise<void> {
    for (const index of indices) await this.#sandbox.companionExits[index];
  }

  async #hasRuntimeEnded(clock: Clock): Promise<boolean> {
    let hasEnded = false;
    const ended = this.#sandbox.exited.then(() => (hasEnded = true));
    await within(ENDED_TOGETHER_MS, ended, clock);
    return hasEnded;
  }

  #failureOf(index: number, exit: SandboxExit): ExtensionFailure {
    const extension = this.#extensions.external(index);
    const reason = extensionExitReason(`${EXTENSIONS_DIRECTORY}/${extension?.name ?? ""}`, exit);
    if (exit.startError === undefined)
      return { errorType: this.#extensions.reportedError ?? "Extension.Crash", reason };
    extension?.fail("LaunchError", exit.startError === "EACCES" ? "PermissionDenied" : "UnknownError");
    return { errorType: "Extension.LaunchError", reason };
  }

  #refuseExcess(): ExtensionFailure {
    for (const extension of this.#extensions.excess) extension.fail("LaunchError", "TooManyExtensions");
    return { errorType: "Extension.LaunchError", reason: "ErrTooManyExtensions" };
  }
}
