import { OperatorError } from "../../../../base/operator-error.ts";
import type { SandboxExit } from "../../../../sandbox/contract.ts";

const MARK = "SNAPSHOT_UNUSABLE";
/** The step that fails where there is none any more. */
const MISSING = /\bopen snapshot\b/;

/** A snapshot cannot be gone on from, for instance as the host was booted since. The function has no part in it. */
export class SnapshotUnusable extends Error {}

/** @returns undefined when the exit was of a process that did go on */
export const snapshotUnusable = ({ startError }: SandboxExit): SnapshotUnusable | undefined =>
  startError?.startsWith(MARK) === true ? new SnapshotUnusable(startError) : undefined;

/** @returns undefined when the sandbox could not be made for another reason, for which no other could be either */
export const snapshotMissing = (error: unknown): SnapshotUnusable | undefined =>
  error instanceof OperatorError && MISSING.test(error.message)
    ? new SnapshotUnusable(error.message, { cause: error })
    : undefined;
