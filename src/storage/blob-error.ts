import { OperatorError } from "../base/operator-error.ts";

/** The bytes under a hash are not the bytes that were put: the disk or a person changed them. */
export const blobDamaged = (path: string): OperatorError =>
  new OperatorError({
    code: "BlobDamaged",
    message: `The stored file ${path} is damaged: its content does not match its name.`,
    remedy: "Upload the function's code again, or restore the file from a backup.",
  });

const EXPLANATIONS: Readonly<
  Record<string, { readonly code: string; readonly problem: string; readonly remedy: string }>
> = {
  ENOSPC: {
    code: "DiskFull",
    problem: "the disk is full",
    remedy: "Free space on the disk; nothing was half written.",
  },
  EDQUOT: {
    code: "DiskFull",
    problem: "the disk quota is used up",
    remedy: "Raise the quota; nothing was half written.",
  },
  EROFS: { code: "BlobsUnreachable", problem: "the file system is read-only", remedy: "Mount it writable." },
  EACCES: { code: "BlobsUnreachable", problem: "access is denied", remedy: "Give the server's user access to it." },
  ENOENT: {
    code: "BlobMissing",
    problem: "it is not there",
    remedy: "Upload the function's code again, or restore the file from a backup.",
  },
};

/** Turns what the operator must know of into an OperatorError and leaves everything else as it is. */
export const toBlobError = (error: unknown, path: string): unknown => {
  if (!(error instanceof Error) || !("code" in error) || error instanceof OperatorError) return error;
  const explanation = EXPLANATIONS[String(error.code)];
  if (explanation === undefined) return error;
  return new OperatorError({
    code: explanation.code,
    message: `Stored bytes at ${path} cannot be used: ${explanation.problem}.`,
    remedy: explanation.remedy,
    cause: error,
  });
};
