import { availableParallelism } from "node:os";
import { ServiceException } from "../../../../aws/service-exception.ts";
import { randomHex } from "../../../../base/ids.ts";
import type { SandboxBackend } from "../../../../sandbox/contract.ts";
import { TooManyRequestsException } from "../../../../models/generated/lambda.ts";
import { cannotEncryptSnapshot } from "../../kms-exceptions.ts";
import type { NewDataKey } from "../../model/data-keys.ts";
import type { FunctionVersion } from "../../model/function-version.ts";
import { checkEnvironment } from "../check-environment.ts";
import type { MemoryShare } from "../host-memory.ts";
import type { EnvironmentFactory } from "../environment-factory.ts";
import { StartTurns } from "../start-turns.ts";
import type { SnapshotOutcome, VersionSnapshots } from "./contract.ts";
import type { RuntimeProcess } from "../runtime-process.ts";
import { keepEnvironment } from "./keep-environment.ts";
import type { OpenSnapshots } from "./open-snapshots.ts";

const BYTES_PER_MIB = 1_048_576;

export interface SnapshotTakerOptions {
  /** Undefined where nothing is kept. */
  readonly snapshots: OpenSnapshots | undefined;
  readonly sandboxes: SandboxBackend;
  readonly factory: EnvironmentFactory;
  /** @throws TooManyRequestsException when the host has no room */
  readonly reserveMemory: (memoryMiB: number) => Promise<MemoryShare>;
}

/** What a snapshot is taken with. */
interface Taking {
  readonly functionVersion: FunctionVersion;
  readonly dataKey: NewDataKey;
  readonly signal: AbortSignal;
  /** Its KMS key has become usable or unusable meanwhile. */
  isLocked: boolean;
}

/** Makes snapshots of function versions on this host, and knows which of them are of use. */
export class SnapshotTaker implements VersionSnapshots {
  readonly #options: SnapshotTakerOptions;
  /** A deployment publishes many versions at the same moment, and functions are invoked meanwhile. */
  readonly #turns = new StartTurns(availableParallelism());
  readonly #takings = new Set<Taking>();
  readonly #listeners: ((functionVersion: FunctionVersion) => void)[] = [];

  constructor(options: SnapshotTakerOptions) {
    this.#options = options;
  }

  get isAvailable(): boolean {
    return this.#options.snapshots !== undefined && this.#options.sandboxes.canSnapshot;
  }

  get ids(): readonly string[] {
    return this.#options.snapshots?.store.ids ?? [];
  }

  async take(functionVersion: FunctionVersion, { signal }: { readonly signal: AbortSignal }): Promise<SnapshotOutcome> {
    const { snapshots } = this.#options;
    if (snapshots === undefined || !this.isAvailable)
      return { kind: "refused", reason: "this host cannot take snapshots" };
    try {
      using _ = await this.#turns.take(functionVersion.functionName);
      signal.throwIfAborted();
      const kmsKeyArn = functionVersion.settings.other["KMSKeyArn"] as string | undefined;
      const made = await snapshots.keys.make(functionVersion.functionName, kmsKeyArn);
      if (made.kind === "unusable") return { kind: "locked", ...cannotEncryptSnapshot(made.error) };
      checkEnvironment(functionVersion);
      return await this.#take({ functionVersion, dataKey: made.key, signal, isLocked: false }, snapshots);
    } catch (error) {
      if (!(error instanceof ServiceException)) throw error;
      // Its variables cannot be read now, its runtime is missing, or there is no room: starting it would fail likewise.
      const reason = error instanceof TooManyRequestsException ? "the host has no memory left for it" : error.message;
      return { kind: "refused", reason };
    }
  }

  async #take(taking: Taking, snapshots: OpenSnapshots): Promise<SnapshotOutcome> {
    const { factory, sandboxes, reserveMemory } = this.#options;
    const { functionVersion, dataKey, signal } = taking;
    const { memoryMiB } = functionVersion.settings;
    this.#takings.add(taking);
    using _ended = { [Symbol.dispose]: () => this.#takings.delete(taking) };
    await using undo = new AsyncDisposableStack();
    // The process and what is kept of it are there at the same time.
    const memory = undo.use(await reserveMemory(memoryMiB));
    const file = undo.use(await sandboxes.makeMemoryFile());
    const resources = new AsyncDisposableStack();
    resources.use(await reserveMemory(memoryMiB));
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
    const details = { token, apiPort };
    const keep = async ({ sandbox }: RuntimeProcess) => {
      await sandbox.takeSnapshot(file.path, { signal });
      memory.rest(Math.ceil((await file.contentBytes()) / BYTES_PER_MIB));
      return snapshots.store.add({ ...details, basis }, dataKey, file);
    };
    const outcome = await keepEnvironment(options, keep, signal);
    if (outcome.kind !== "taken") return outcome;
    undo.move();
    await snapshots.add({ id: outcome.snapshotId, details, file, memory });
    // Whether its key opens it now is found out when it is needed.
    if (taking.isLocked) snapshots.close(outcome.snapshotId);
    return outcome;
  }

  async isUsable(functionVersion: FunctionVersion): Promise<boolean> {
    return this.#options.factory.hasSnapshot(functionVersion);
  }

  async remove(snapshotId: string): Promise<void> {
    this.#options.snapshots?.close(snapshotId);
    await this.#options.snapshots?.store.remove(snapshotId);
  }

  lock(keyId: string): readonly string[] {
    const ids = this.#options.snapshots?.store.idsUnder(keyId) ?? [];
    for (const id of ids) this.#options.snapshots?.close(id);
    for (const taking of this.#takings) taking.isLocked ||= taking.dataKey.sealed.keyId === keyId;
    return ids;
  }

  onUnusable(listener: (functionVersion: FunctionVersion) => void): void {
    this.#listeners.push(listener);
  }

  /** The snapshot of the version failed those who went on from it: nobody is to try again. */
  giveUp(functionVersion: FunctionVersion): void {
    const { snapshotId } = functionVersion.state;
    const { snapshots } = this.#options;
    if (snapshotId === undefined || snapshots?.store.forget(snapshotId) !== true) return;
    snapshots.close(snapshotId);
    for (const listener of this.#listeners) listener(functionVersion);
  }
}
