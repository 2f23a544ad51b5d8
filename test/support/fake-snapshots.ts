import type {
  SnapshotObserver,
  SnapshotOutcome,
  VersionSnapshots,
} from "../../src/services/lambda/invoke/snapshots/contract.ts";
import type { FunctionVersion } from "../../src/services/lambda/model/function-version.ts";

/** Snapshots without content. A host that has none, until a test says otherwise. */
export class FakeSnapshots implements VersionSnapshots, SnapshotObserver {
  isAvailable = false;
  /** What attempts come to instead of a snapshot, one after the other. */
  readonly outcomes: (SnapshotOutcome | Error | Promise<SnapshotOutcome>)[] = [];
  /** By what they were asked for, in order. */
  readonly taken: string[] = [];
  readonly kept = new Set<string>();
  /** The KMS key that all lie under. */
  keyId: string | undefined;
  /** Of those, the ones that cannot be used. */
  readonly broken = new Set<string>();
  /** What the meter was told of last: functions and versions. */
  metered: readonly string[] = [];
  /** How often somebody asked when versions ran last. */
  lookedForUse = 0;
  /** When they did, by function and version. */
  readonly invokedDays = new Map<string, string>();
  #last: FunctionVersion | undefined;
  #onUnusable: (functionVersion: FunctionVersion) => void = () => undefined;

  get ids(): readonly string[] {
    return [...this.kept];
  }

  async take(functionVersion: FunctionVersion, { signal }: { readonly signal: AbortSignal }): Promise<SnapshotOutcome> {
    this.taken.push(`${functionVersion.functionName}:${functionVersion.version}`);
    this.#last = functionVersion;
    const outcome = await Promise.race([this.outcomes.shift(), aborted(signal)]);
    if (outcome instanceof Error) throw outcome;
    if (outcome !== undefined) return outcome;
    const snapshotId = `snapshot-${this.taken.length}`;
    this.kept.add(snapshotId);
    return { kind: "taken", snapshotId, sizeBytes: 4_096 };
  }

  async isUsable({ state: { snapshotId = "" } }: FunctionVersion): Promise<boolean> {
    return this.kept.has(snapshotId) && !this.broken.has(snapshotId);
  }

  async remove(snapshotId: string): Promise<void> {
    this.kept.delete(snapshotId);
  }

  onSnapshots(versions: readonly FunctionVersion[]): void {
    this.metered = versions.map(({ functionName, version }) => `${functionName}:${version}`);
  }

  async lastInvokedDay(functionName: string, version: string): Promise<string | undefined> {
    this.lookedForUse += 1;
    return this.invokedDays.get(`${functionName}:${version}`);
  }

  lock(keyId: string): readonly string[] {
    return keyId === this.keyId ? this.ids : [];
  }

  onUnusable(listener: (functionVersion: FunctionVersion) => void): void {
    this.#onUnusable = listener;
  }

  /** The snapshot that was taken last turns out to be of no use. */
  failLast(): void {
    const snapshotId = `snapshot-${this.taken.length}`;
    if (this.#last !== undefined) this.#onUnusable({ ...this.#last, state: { value: "Active", snapshotId } });
  }
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });
