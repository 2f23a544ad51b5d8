import { availableParallelism } from "node:os";
import { ServiceException } from "../../../../aws/service-exception.ts";
import { randomHex } from "../../../../base/ids.ts";
import type { SandboxBackend } from "../../../../sandbox/contract.ts";
import { TooManyRequestsException } from "../../../../models/generated/lambda.ts";
import type { FunctionVersion } from "../../model/function-version.ts";
import { checkEnvironment } from "../check-environment.ts";
import type { EnvironmentFactory } from "../environment-factory.ts";
import { StartTurns } from "../start-turns.ts";
import type { SnapshotOutcome, VersionSnapshots } from "./contract.ts";
import { keepEnvironment } from "./keep-environment.ts";
import type { SnapshotStore } from "./snapshot-store.ts";

export interface SnapshotTakerOptions {
  readonly store: SnapshotStore | undefined;
  readonly sandboxes: SandboxBackend;
  readonly factory: EnvironmentFactory;
  /** @throws TooManyRequestsException when the host has no room */
  readonly reserveMemory: (memoryMiB: number) => Promise<Disposable>;
}

/** Makes snapshots of function versions on this host, and knows which of them are of use. */
export class SnapshotTaker implements VersionSnapshots {
  readonly #options: SnapshotTakerOptions;
  /** A deployment publishes many versions at the same moment, and functions are invoked meanwhile. */
  readonly #turns = new StartTurns(availableParallelism());
  readonly #listeners: ((functionVersion: FunctionVersion) => void)[] = [];

  constructor(options: SnapshotTakerOptions) {
    this.#options = options;
  }

  get isAvailable(): boolean {
    return this.#options.store !== undefined && this.#options.sandboxes.canSnapshot;
  }

  get ids(): readonly string[] {
    return this.#options.store?.ids ?? [];
  }

  async take(functionVersion: FunctionVersion, { signal }: { readonly signal: AbortSignal }): Promise<SnapshotOutcome> {
    const { store, factory, reserveMemory } = this.#options;
    if (store === undefined || !this.isAvailable) return { kind: "refused", reason: "this host cannot take snapshots" };
    try {
      using _ = await this.#turns.take(functionVersion.functionName);
      signal.throwIfAborted();
      checkEnvironment(functionVersion);
      const resources = new AsyncDisposableStack();
      resources.use(await reserveMemory(functionVersion.settings.memoryMiB));
      const token = randomHex(32);
      const { options, basis, hasExtensions, apiPort } = await factory.createForSnapshot(
        functionVersion,
        token,
        resources,
      );
      if (hasExtensions) {
        await options.resources.disposeAsync();
        return { kind: "refused", reason: "it has extensions, which are processes of their own" };
      }
      return await keepEnvironment(
        options,
        ({ sandbox }) =>
          store.add({ basis, token, apiPort }, (directory) => sandbox.takeSnapshot(directory, { signal })),
        signal,
      );
    } catch (error) {
      if (!(error instanceof ServiceException)) throw error;
      // Its variables cannot be read now, its runtime is missing, or there is no room: starting it would fail likewise.
      const reason = error instanceof TooManyRequestsException ? "the host has no memory left for it" : error.message;
      return { kind: "refused", reason };
    }
  }

  async isUsable(functionVersion: FunctionVersion): Promise<boolean> {
    return (await this.#options.factory.findSnapshot(functionVersion)) !== undefined;
  }

  async remove(snapshotId: string): Promise<void> {
    await this.#options.store?.remove(snapshotId);
  }

  onUnusable(listener: (functionVersion: FunctionVersion) => void): void {
    this.#listeners.push(listener);
  }

  /** The snapshot of the version failed those who went on from it: nobody is to try again. */
  giveUp(functionVersion: FunctionVersion): void {
    const { snapshotId } = functionVersion.state;
    if (snapshotId === undefined || this.#options.store?.forget(snapshotId) !== true) return;
    for (const listener of this.#listeners) listener(functionVersion);
  }
}
