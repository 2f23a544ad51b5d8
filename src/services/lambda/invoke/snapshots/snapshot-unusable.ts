import type { SandboxExit } from "../../../../sandbox/contract.ts";

const MARK = "SNAPSHOT_UNUSABLE";

/** A snapshot cannot be gone on from, for instance as the host was booted since. The function has no part in it. */
export class SnapshotUnusable extends Error {}

/** @returns undefined when the exit was of a process that did go on */
export const snapshotUnusable = ({ startError }: SandboxExit): SnapshotUnusable | undefined =>
  startError?.startsWith(MARK) === true ? new SnapshotUnusable(startError) : undefined;
