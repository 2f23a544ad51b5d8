/**
 * Something the person who runs Lambkin must know or mend: a stable code, what happened, what to do.
 * Never sent to API callers.
 */
export class OperatorError extends Error {
  readonly code: string;
  readonly remedy: string;

  constructor(details: {
    readonly code: string;
    readonly message: string;
    readonly remedy: string;
    readonly cause?: unknown;
  }) {
    super(details.message, { cause: details.cause });
    this.name = "OperatorError";
    this.code = details.code;
    this.remedy = details.remedy;
  }
}
