import { newRequestId } from "../../../base/ids.ts";
import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/log.ts";
import { OperatorError } from "../../../base/operator-error.ts";
import type { TaskGroup } from "../../../base/task-group.ts";
import type { CodeDirectories, FunctionInvoker } from "../invoke/contract.ts";
import { acquireLayers } from "../invoke/layer-mount.ts";
import { BEING_RESTORED, type FunctionVersion, IDLE, isBeingRestored } from "../model/function-version.ts";
import type { LambdaStore } from "../store/lambda-store.ts";
import type { FunctionDirectory } from "./function-directory.ts";
import type { ProvisionedQualifiers } from "./provisioned-qualifiers.ts";
import type { RuntimeCatalog } from "./runtime-catalog.ts";
import type { SnapshotKeeper } from "./snapshot-keeper.ts";

export interface TransitionDependencies {
  readonly store: LambdaStore;
  readonly directory: FunctionDirectory;
  readonly codeDirectories: CodeDirectories;
  readonly runtimes: RuntimeCatalog;
  readonly invoker: FunctionInvoker;
  readonly provisioned: ProvisionedQualifiers;
  readonly snapshots: SnapshotKeeper;
  readonly tasks: TaskGroup;
  readonly clock: Clock;
  readonly logger: Logger;
}

type Outcome =
  | { readonly kind: "done"; readonly snapshot?: { readonly id: string; readonly sinceMs: number } }
  | { readonly kind: "failed"; readonly reason: string; readonly reasonCode: string };

/**
 * Brings created and updated functions to their end: Pending becomes Active or Failed, InProgress becomes Successful
 * or Failed. The beginning of each is durable before this hears of it, so a killed server takes it up again at its
 * next start. A version that changed or went away meanwhile is left alone: its revision id is another one.
 */
export class FunctionTransitions {
  readonly #dependencies: TransitionDependencies;

  constructor(dependencies: TransitionDependencies) {
    this.#dependencies = dependencies;
  }

  /** Finishes a version's transition in the background. */
  begin(version: FunctionVersion): void {
    this.#dependencies.tasks.run(() => this.#finish(version));
  }

  /** Makes an inactive version active again. It is pending when this resolves. */
  async wake({ functionName, version }: FunctionVersion): Promise<void> {
    const { store, directory } = this.#dependencies;
    let woken: FunctionVersion | undefined;
    await store.functions.update(functionName, version, (current) => {
      // Of many who want to invoke it, the first one wakes it.
      woken = current.state.value === "Inactive" ? { ...current, state: BEING_RESTORED } : undefined;
      return woken ?? current;
    });
    directory.change(functionName, version);
    if (woken !== undefined) this.begin(woken);
  }

  /** Takes up what a killed server left in the middle, and finishes it in the background. */
  async recover(): Promise<void> {
    for (const version of await this.#dependencies.store.functions.inTransition()) this.begin(version);
  }

  async #finish(version: FunctionVersion): Promise<void> {
    const { store, directory, invoker, provisioned, snapshots } = this.#dependencies;
    const outcome = await this.#prepare(version);
    let finished: FunctionVersion | undefined;
    await store.functions.update(version.functionName, version.version, (current) => {
      finished = current.revisionId === version.revisionId ? conclude(current, outcome) : undefined;
      return finished ?? current;
    });
    if (outcome.kind === "done" && outcome.snapshot !== undefined) snapshots.settle(outcome.snapshot.id);
    if (finished === undefined) return;
    directory.change(version.functionName, version.version);
    await invoker.retire(version.functionName, version.version);
    if (outcome.kind === "done") invoker.anticipate(finished);
    await provisioned.refresh(version.functionName);
  }

  /** Everything that an invocation will need is there. */
  async #prepare(version: FunctionVersion): Promise<Outcome> {
    const { codeDirectories, runtimes, tasks, logger } = this.#dependencies;
    const runtime = version.settings.runtime ?? "";
    try {
      await using held = new AsyncDisposableStack();
      held.use(await codeDirectories.acquire(version.code));
      await acquireLayers(version.settings.layers, codeDirectories, held);
      const found = await runtimes.find(runtime);
      if (found.kind === "missing") {
        return { kind: "failed", reason: `${found.reason} ${found.remedy}`, reasonCode: "InvalidRuntime" };
      }
      await runtimes.prepare(runtime, { signal: tasks.signal });
      return version.state.awaitsSnapshot === true ? await this.#takeSnapshot(version) : { kind: "done" };
    } catch (error) {
      // The server is being stopped: the next start takes this up again.
      tasks.signal.throwIfAborted();
      logger.error({ err: error, functionName: version.functionName }, "a function could not be prepared");
      const reason = error instanceof OperatorError ? error.message : "The function's code could not be prepared.";
      return { kind: "failed", reason, reasonCode: "InternalError" };
    }
  }

  /** Without one that can be taken, the version's environments are initialised. */
  async #takeSnapshot(version: FunctionVersion): Promise<Outcome> {
    const outcome = await this.#dependencies.snapshots.take(version);
    switch (outcome.kind) {
      case "taken":
        return { kind: "done", snapshot: { id: outcome.snapshotId, sinceMs: this.#dependencies.clock.nowMs() } };
      case "refused":
        return { kind: "done" };
      case "locked":
        return { ...outcome, kind: "failed" };
      case "failed":
        return outcome;
      default:
        return outcome satisfies never;
    }
  }
}

const activeState = (outcome: Outcome): FunctionVersion["state"] =>
  outcome.kind === "done" && outcome.snapshot !== undefined
    ? { value: "Active", snapshotId: outcome.snapshot.id, snapshotSinceMs: outcome.snapshot.sinceMs }
    : { value: "Active" };

/** PARITY: the end of a transition is a revision of its own. */
const conclude = (current: FunctionVersion, outcome: Outcome): FunctionVersion => {
  const revisionId = newRequestId();
  const failure = outcome.kind === "failed" ? { reason: outcome.reason, reasonCode: outcome.reasonCode } : undefined;
  if (isBeingRestored(current.state)) {
    return { ...current, revisionId, state: failure === undefined ? activeState(outcome) : { ...IDLE, ...failure } };
  }
  if (current.state.value === "Pending") {
    return {
      ...current,
      revisionId,
      state: failure === undefined ? activeState(outcome) : { value: "Failed", ...failure },
      lastUpdate: failure === undefined ? { value: "Successful" } : { value: "Failed", ...failure },
    };
  }
  return {
    ...current,
    revisionId,
    state: failure === undefined ? { value: "Active" } : current.state,
    lastUpdate: failure === undefined ? { value: "Successful" } : { value: "Failed", ...failure },
  };
};
