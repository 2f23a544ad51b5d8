import type { FunctionVersion } from "../../model/function-version.ts";

/** What came of an attempt to take a snapshot of a version. */
export type SnapshotOutcome =
  | { readonly kind: "taken"; readonly snapshotId: string; readonly sizeBytes: number }
  /** The function runs, but cannot be kept, or not now: its environments are initialised. `reason` is for the operator. */
  | { readonly kind: "refused"; readonly reason: string }
  /** The key that it is to be encrypted with cannot be used now. In the words of the API. */
  | { readonly kind: "locked"; readonly reason: string; readonly reasonCode: string }
  /** The function could not be initialised. In the words of the API. */
  | { readonly kind: "failed"; readonly reason: string; readonly reasonCode: string };

/** Told of what snapshots there are; knows whether anybody uses them. */
export interface SnapshotObserver {
  /** @param versions all that have one from now on */
  onSnapshots(versions: readonly FunctionVersion[]): void;
  /** The last day on which the version ran, in UTC, as far as it is known. */
  lastInvokedDay(functionName: string, version: string): Promise<string | undefined>;
}

/** Initialised environments of function versions, kept for others to go on from. */
export interface VersionSnapshots {
  /** Whether this host can take any. */
  readonly isAvailable: boolean;
  /** All that there are, used or not. */
  readonly ids: readonly string[];
  /**
   * Initialises one environment of the version, and keeps it. Nobody uses the snapshot until the version says that it has
   * it: what is not referred to has to be removed.
   */
  take(functionVersion: FunctionVersion, options: { readonly signal: AbortSignal }): Promise<SnapshotOutcome>;
  /** Whether the version's snapshot can be gone on from here and now. */
  isUsable(functionVersion: FunctionVersion): Promise<boolean>;
  /** Environments that go on from it already are not affected. */
  remove(snapshotId: string): Promise<void>;
  /**
   * A KMS key has become usable or unusable: what was decrypted by it is forgotten.
   * @returns the snapshots that lie under it
   */
  lock(keyId: string): readonly string[];
  /** Told of a version whose snapshot turned out to be of no use any more. Once a snapshot. */
  onUnusable(listener: (functionVersion: FunctionVersion) => void): void;
}
