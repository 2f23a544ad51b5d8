import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/log.ts";
import type { TaskGroup } from "../../../base/task-group.ts";
import type { FunctionInvoker } from "../invoke/contract.ts";
import type { SnapshotObserver, SnapshotOutcome, VersionSnapshots } from "../invoke/snapshots/contract.ts";
import { type FunctionVersion, IDLE } from "../model/function-version.ts";
import { utcDay } from "../model/usage.ts";
import type { LambdaStore } from "../store/lambda-store.ts";
import type { FunctionDirectory } from "./function-directory.ts";

export interface SnapshotKeeperDependencies {
  readonly store: LambdaStore;
  readonly directory: FunctionDirectory;
  readonly invoker: FunctionInvoker;
  readonly snapshots: VersionSnapshots;
  readonly snapshotObserver: SnapshotObserver;
  readonly tasks: TaskGroup;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * After so long without an invocation, a version is inactive, and its snapshot is given up.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/snapstart-troubleshooting.html
 */
const IDLE_AFTER_MS = 14 * 86_400_000;
const LOOK_FOR_IDLE_ONES_EVERY_MS = 6 * 3_600_000;

/** So often, a version gets another snapshot while the server runs: what cannot be used then never will be. */
const MAX_RENEWALS = 3;

/**
 * Keeps the snapshots of versions in step with the versions themselves. One that cannot be used any more, for instance since
 * the host was booted, is made anew in the background, one version after the other; meanwhile the version is active as it
 * was, and its environments are initialised. What no version refers to is removed.
 */
export class SnapshotKeeper {
  readonly #dependencies: SnapshotKeeperDependencies;
  /** Taken, and not referred to yet. */
  readonly #unsettled = new Set<string>();
  readonly #outdated: FunctionVersion[] = [];
  /** How often snapshots were made anew, by function and version. */
  readonly #renewals = new Map<string, number>();
  #isRenewing = false;

  constructor(dependencies: SnapshotKeeperDependencies) {
    this.#dependencies = dependencies;
    dependencies.snapshots.onUnusable((version) => this.#renewLater(version));
  }

  /** Whether versions can be given snapshots here. */
  get isAvailable(): boolean {
    return this.#dependencies.snapshots.isAvailable;
  }

  /** Has a snapshot taken. To be followed by `settle` once the version refers to it, or never will. */
  async take(version: FunctionVersion): Promise<SnapshotOutcome> {
    const { logger } = this.#dependencies;
    const { functionName, version: number } = version;
    const outcome = await this.#attempt(version);
    if (outcome.kind === "taken") {
      this.#unsettled.add(outcome.snapshotId);
      logger.info({ functionName, version: number, sizeBytes: outcome.sizeBytes }, "took a snapshot");
    }
    if (outcome.kind === "refused") {
      logger.warn(
        { functionName, version: number, reason: outcome.reason },
        "published without a snapshot: SnapStart is shown as Off",
      );
    }
    return outcome;
  }

  /** As `VersionSnapshots.lock`. @returns whether the version's snapshot is affected */
  lock(keyId: string): (version: FunctionVersion) => boolean {
    const ids = new Set(this.#dependencies.snapshots.lock(keyId));
    return ({ state }) => state.snapshotId !== undefined && ids.has(state.snapshotId);
  }

  settle(snapshotId: string): void {
    this.#unsettled.delete(snapshotId);
    this.collect();
  }

  /** Removes, in the background, what no version refers to any more. */
  collect(): void {
    this.#dependencies.tasks.run(() => this.#collect());
  }

  /** Looks after what there is when the server starts, in the background. */
  recover(): void {
    const { store, snapshots, tasks, clock } = this.#dependencies;
    this.collect();
    tasks.run(async (signal) => {
      for (const version of await store.versions.listWithSnapStart()) {
        if (signal.aborted) return;
        if (version.state.value !== "Active") continue;
        const isKept = version.state.snapshotId !== undefined;
        if (isKept ? !(await this.#isUsable(version)) : snapshots.isAvailable) this.#renewLater(version);
      }
    });
    tasks.run(async (signal) => {
      // Each round is a task of its own: one that fails does not end the rest.
      for (; ; await clock.delay(LOOK_FOR_IDLE_ONES_EVERY_MS, { signal })) tasks.run(() => this.#retireIdleOnes());
    });
  }

  async #retireIdleOnes(): Promise<void> {
    const { store, directory, invoker, clock, logger } = this.#dependencies;
    const before = clock.nowMs() - IDLE_AFTER_MS;
    for (const version of await store.versions.listWithSnapStart()) {
      if (!(await this.#isIdleSince(version, before))) continue;
      const { functionName, version: number, state } = version;
      await store.functions.update(functionName, number, (current) =>
        current.state.snapshotId === state.snapshotId ? { ...current, state: IDLE } : current,
      );
      directory.change(functionName, number);
      await invoker.retire(functionName, number);
      this.collect();
      logger.info(
        { functionName, version: number },
        "nobody used a snapshot: it is given up, and its version inactive",
      );
    }
  }

  /** LIMIT: known to the day, and as far back as usage is kept. */
  async #isIdleSince({ functionName, version, state }: FunctionVersion, beforeMs: number): Promise<boolean> {
    const { value, snapshotId, snapshotSinceMs } = state;
    if (value !== "Active" || snapshotId === undefined || snapshotSinceMs === undefined) return false;
    if (snapshotSinceMs >= beforeMs) return false;
    const lastDay = await this.#dependencies.snapshotObserver.lastInvokedDay(functionName, version);
    return lastDay === undefined || lastDay < utcDay(beforeMs);
  }

  /** What the platform cannot do is no reason for a version to fail that can be run without. */
  async #attempt(version: FunctionVersion): Promise<SnapshotOutcome> {
    const { snapshots, tasks, logger } = this.#dependencies;
    try {
      return await snapshots.take(version, { signal: tasks.signal });
    } catch (error) {
      tasks.signal.throwIfAborted();
      logger.error({ err: error, functionName: version.functionName }, "taking a snapshot failed");
      return { kind: "refused", reason: error instanceof Error ? error.message : String(error) };
    }
  }

  async #isUsable(version: FunctionVersion): Promise<boolean> {
    const { snapshots, logger } = this.#dependencies;
    try {
      return snapshots.isAvailable && (await snapshots.isUsable(version));
    } catch (error) {
      logger.warn({ err: error, functionName: version.functionName }, "a snapshot could not be looked at");
      return false;
    }
  }

  async #collect(): Promise<void> {
    const { store, snapshots, snapshotObserver } = this.#dependencies;
    const candidates = snapshots.ids;
    if (candidates.length === 0) return snapshotObserver.onSnapshots([]);
    // Those that are settled while the versions are read may be missing there.
    const unsettled = new Set(this.#unsettled);
    const versions = await store.versions.listWithSnapStart();
    const referred = new Set(versions.map(({ state }) => state.snapshotId));
    snapshotObserver.onSnapshots(versions.filter(({ state }) => state.snapshotId !== undefined));
    const unused = candidates.filter((id) => !referred.has(id) && !unsettled.has(id) && !this.#unsettled.has(id));
    for (const id of unused) await snapshots.remove(id);
  }

  #renewLater(version: FunctionVersion): void {
    this.#outdated.push(version);
    if (this.#isRenewing) return;
    this.#isRenewing = true;
    this.#dependencies.tasks.run(async (signal) => {
      for (let next = this.#outdated.shift(); next !== undefined; next = this.#outdated.shift()) {
        if (!signal.aborted) await this.#renew(next).catch((error: unknown) => this.#onFailedRenewal(error, signal));
      }
      this.#isRenewing = false;
    });
  }

  /** The others are to be renewed all the same. */
  #onFailedRenewal(error: unknown, signal: AbortSignal): void {
    signal.throwIfAborted();
    this.#dependencies.logger.error({ err: error }, "making a snapshot anew failed");
  }

  async #renew(version: FunctionVersion): Promise<void> {
    const { store, directory, invoker, clock, logger } = this.#dependencies;
    const { functionName, version: number } = version;
    const key = `${functionName}:${number}`;
    const renewals = (this.#renewals.get(key) ?? 0) + 1;
    this.#renewals.set(key, renewals);
    const outcome = renewals > MAX_RENEWALS ? NO_MORE : await this.take(version);
    // Nobody can invoke it until its key is usable again, and then its snapshot will be found to be of no use once more.
    if (outcome.kind === "locked") return;
    if (outcome.kind !== "taken") logger.warn({ functionName, version: number }, "a snapshot is not made anew");
    const snapshotId = outcome.kind === "taken" ? outcome.snapshotId : undefined;
    await store.functions.update(functionName, number, (current) =>
      current.state.snapshotId === version.state.snapshotId
        ? withSnapshot(current, snapshotId, clock.nowMs())
        : current,
    );
    if (snapshotId !== undefined) this.settle(snapshotId);
    else this.collect();
    directory.change(functionName, number);
    await invoker.retire(functionName, number);
  }
}

const NO_MORE: SnapshotOutcome = { kind: "refused", reason: "none of its snapshots could be used" };

const withSnapshot = (version: FunctionVersion, snapshotId: string | undefined, nowMs: number): FunctionVersion => {
  const { snapshotId: _former, snapshotSinceMs = nowMs, ...state } = version.state;
  return { ...version, state: snapshotId === undefined ? state : { ...state, snapshotId, snapshotSinceMs } };
};
