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
  // On a host that has too much to do, another snapshot would be no quicker.
  if (end.kind === "timeout") return snapStartTimedOut();
  return sinceRestoredMs === undefined
    ? new SnapshotUnusable(`It did not go on: ${JSON.stringify(end)}`)
    : snapStartFailed();
};
