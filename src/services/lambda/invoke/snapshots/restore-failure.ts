import { snapStartFailed, snapStartTimedOut } from "../exceptions.ts";
import type { InitializationResult } from "../initialization.ts";
import { SnapshotUnusable, snapshotUnusable } from "./snapshot-unusable.ts";

/**
 * Why an environment did not get ready that was to go on from a snapshot, for whoever wanted it. Until its runtime was told
 * that it was restored, the function had no part in it.
 */
export const restoreFailure = ({ end, sinceRestoredMs }: InitializationResult): Error => {
  const unusable = end.kind === "exit" ? snapshotUnusable(end.exit) : undefined;
  if (unusable !== undefined) return unusable;
  if (sinceRestoredMs === undefined) return new SnapshotUnusable(`It did not go on: ${JSON.stringify(end)}`);
  return end.kind === "timeout" ? snapStartTimedOut() : snapStartFailed();
};
