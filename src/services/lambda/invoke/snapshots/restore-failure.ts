import type { InitializationEnd } from "../initialization.ts";
import { snapStartFailed, snapStartTimedOut } from "../exceptions.ts";
import { snapshotUnusable } from "./snapshot-unusable.ts";

/** Why an environment did not get ready that was to go on from a snapshot, for whoever wanted it. */
export const restoreFailure = (end: Exclude<InitializationEnd, { readonly kind: "ready" }>): Error => {
  switch (end.kind) {
    case "timeout":
      return snapStartTimedOut();
    case "exit":
      return snapshotUnusable(end.exit) ?? snapStartFailed();
    case "error":
    case "extension":
      return snapStartFailed();
    default:
      return end satisfies never;
  }
};
