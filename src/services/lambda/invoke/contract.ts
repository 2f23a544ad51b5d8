import type { FunctionVersion } from "../model/function-version.ts";

/** One synchronous invocation, already authorized and resolved to a version. */
export interface Invocation {
  readonly requestId: string;
  readonly functionVersion: FunctionVersion;
  /** The ARN as the caller wrote it: with alias or version when one was given. */
  readonly invokedFunctionArn: string;
  /** JSON text, already checked; never empty. */
  readonly payload: Uint8Array;
  /** Base64 as received, already checked. */
  readonly clientContext: string | undefined;
  readonly traceHeader: string | undefined;
  /** Ask for the log tail. */
  readonly wantsLogTail: boolean;
}

export interface InvocationResult {
  readonly payload: Uint8Array;
  readonly executedVersion: string;
  /** Set when the function failed, `Unhandled` or `Handled`. */
  readonly functionError: "Unhandled" | "Handled" | undefined;
  /** Last 4 KiB of this invocation's log; only when asked for. */
  readonly logTail: Uint8Array | undefined;
}

/** Runs functions. The caller going away does not stop an invocation, as on AWS. */
export interface FunctionInvoker {
  /**
   * @throws ServiceException TooManyRequestsException when there is no room; KMSDisabledException and its kin when the
   *   variables cannot be read; runtime-missing and code errors as AWS words them
   */
  invoke(invocation: Invocation): Promise<InvocationResult>;
  /** Ends idle environments of a version (undefined: of all versions) that changed or was deleted; running ones finish their invocation first. */
  retire(functionName: string, version: string | undefined): Promise<void>;
  /**
   * Holds concurrency for a function, which is also the most that it gets; 0 stops it, undefined makes it share what
   * others do not reserve. Invocations that run already go on.
   */
  reserve(functionName: string, executions: number | undefined): void;
}

/** Port: told of every finished invocation, after its caller was answered. For metering and metrics. */
export interface InvocationRecord {
  readonly requestId: string;
  readonly functionVersion: FunctionVersion;
  readonly durationMs: number;
  /** Whole milliseconds, init included. */
  readonly billedMs: number;
  readonly memoryMiB: number;
  readonly maxMemoryMiB: number;
  /** Of the first invocation of an environment whose init succeeded. */
  readonly initMs: number | undefined;
  readonly isColdStart: boolean;
  readonly status: "success" | "error" | "timeout";
  /** For example `Sandbox.Timedout`; undefined on success. */
  readonly errorType: string | undefined;
}

/** Port, implemented by the control wing: where a version's code lies unpacked. Unpacks once per content hash. */
export interface CodeDirectories {
  /** Absolute host path of the read-only tree; stays valid until the lease is disposed. */
  acquire(code: FunctionVersion["code"]): Promise<{ readonly path: string } & AsyncDisposable>;
}
