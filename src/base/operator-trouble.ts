import { OperatorError } from "./operator-error.ts";

/** What the person who runs Lambkin is told. */
export interface OperatorTrouble {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** What the kernel says when there is nowhere to write to; whoever wrote need not know what to do about it. */
const DISK_TROUBLES: Readonly<Record<string, string>> = {
  ENOSPC:
    "Free space on the disk, also inodes. What was acknowledged is kept; what waits is written when there is room.",
  EDQUOT: "Raise the quota of the user that runs Lambkin, or free space. What was acknowledged is kept.",
  EROFS: "Mount the file system of the home directory for writing; after errors of a disk, check it before.",
};

/** How deep causes are looked into. */
const MAX_CAUSES = 8;

/** What about an error, or its cause, the operator can mend. Undefined for a bug. */
export const operatorTroubleOf = (error: unknown): OperatorTrouble | undefined => {
  let cause = error;
  for (let depth = 0; depth < MAX_CAUSES && cause instanceof Error; depth += 1) {
    if (cause instanceof OperatorError) return { code: cause.code, message: cause.message, remedy: cause.remedy };
    const { code } = cause as NodeJS.ErrnoException;
    const remedy = code === undefined ? undefined : DISK_TROUBLES[code];
    if (code !== undefined && remedy !== undefined) return { code, message: cause.message, remedy };
    cause = cause instanceof AggregateError ? cause.errors[0] : cause.cause;
  }
  return undefined;
};
