import { OperatorError } from "../base/operator-error.ts";

interface Explanation {
  readonly code: string;
  readonly problem: string;
  readonly remedy: string;
}

const DAMAGED: Explanation = {
  code: "DatabaseDamaged",
  problem: "is damaged or is not a database",
  remedy: "Restore the file from a backup, or move it away to start empty.",
};

const UNREACHABLE: Explanation = {
  code: "DatabaseUnreachable",
  problem: "cannot be opened or written",
  remedy: "Check that the directory exists, that it is writable and that the disk is healthy.",
};

/**
 * SQLite's primary result codes that a person must act on; every other one is a mistake in our SQL.
 * @see https://www.sqlite.org/rescode.html
 */
const EXPLANATIONS: Readonly<Record<number, Explanation>> = {
  5: {
    code: "DatabaseBusy",
    problem: "is locked by another process",
    remedy: "Stop the other server that uses the same home directory.",
  },
  8: UNREACHABLE,
  10: UNREACHABLE,
  11: DAMAGED,
  13: {
    code: "DiskFull",
    problem: "could not grow because the disk is full",
    remedy: "Free space on the disk; nothing was half written.",
  },
  14: UNREACHABLE,
  26: DAMAGED,
};

/** Turns what the operator must know of into an OperatorError and leaves everything else as it is. */
export const toStorageError = (error: unknown, path: string): unknown => {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return error;
  // The low byte is the primary code; the rest says where exactly.
  const explanation = EXPLANATIONS[error.errcode & 0xff];
  if (explanation === undefined) return error;
  return new OperatorError({
    code: explanation.code,
    message: `The database ${path} ${explanation.problem}: ${error.message}.`,
    remedy: explanation.remedy,
    cause: error,
  });
};
