import type { SandboxExit } from "../../../sandbox/contract.ts";
import type { ExtensionErrorType } from "../extensions/extensions.ts";

/** An error that the platform itself reports in place of the function's answer. */
export interface PlatformError {
  readonly errorType: string;
  readonly message: string;
}

/** What the caller of a failed function gets. PARITY: AWS puts the type first in its own errors. */
export const errorPayload = (error: PlatformError): Uint8Array =>
  Buffer.from(JSON.stringify({ errorType: error.errorType, errorMessage: error.message }));

export const timedOut = (requestId: string, timeoutSeconds: number): PlatformError => ({
  errorType: "Sandbox.Timedout",
  message: `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
});

export const responseTooLarge = (maxBytes: number): PlatformError => ({
  errorType: "Function.ResponseSizeTooLarge",
  message: `Response payload size exceeded maximum allowed payload size (${maxBytes} bytes).`,
});

export const truncatedResponse = (requestId: string): PlatformError => ({
  errorType: "Runtime.TruncatedResponse",
  message: `RequestId: ${requestId} Error: Response truncated`,
});

export const OUT_OF_MEMORY = "Runtime.OutOfMemory";

export const runtimeExited = (requestId: string, exit: SandboxExit): PlatformError => ({
  errorType: exit.outOfMemory ? OUT_OF_MEMORY : "Runtime.ExitError",
  message: `RequestId: ${requestId} Error: ${exitReason(exit)}`,
});

/** An extension ended, or never began, and takes its environment with it. */
export interface ExtensionFailure {
  readonly errorType: ExtensionErrorType;
  /** For example `exit status 1`. */
  readonly reason: string;
}

export const extensionFailed = (requestId: string, { errorType, reason }: ExtensionFailure): PlatformError => ({
  errorType,
  message: `RequestId: ${requestId} Error: ${reason}`,
});

/** How an extension's process ended, or why there was none. PARITY: AWS words it otherwise than the runtime's end. */
export const extensionExitReason = (path: string, { exitCode, signal, startError }: SandboxExit): string => {
  if (startError !== undefined) return forkError(path, startError);
  if (signal !== undefined) return `signal: ${signalName(signal)}`;
  return exitCode === 0 ? "exit code 0" : `exit status ${exitCode ?? 1}`;
};

/** What was to be run: of custom runtimes also where it was looked for. */
export interface Entrypoint {
  readonly command: string;
  readonly bootstraps: readonly string[] | undefined;
}

/** @returns undefined when the exit was of a command that did run */
export const invalidEntrypoint = (
  requestId: string,
  exit: SandboxExit,
  { command, bootstraps }: Entrypoint,
): PlatformError | undefined => {
  const reason = startFailure(exit, bootstraps !== undefined);
  if (reason === undefined) return undefined;
  const message =
    reason === "ENOENT" && bootstraps !== undefined
      ? `Couldn't find valid bootstrap(s): [${bootstraps.join(" ")}]`
      : forkError(command, reason);
  return { errorType: "Runtime.InvalidEntrypoint", message: `RequestId: ${requestId} Error: ${message}` };
};

const forkError = (path: string, errorCode: string): string =>
  `fork/exec ${path}: ${START_FAILURES[errorCode] ?? errorCode}`;

/** Go's words for them, as AWS prints them. */
const START_FAILURES: Readonly<Record<string, string>> = {
  ENOENT: "no such file or directory",
  EACCES: "permission denied",
  ENOEXEC: "exec format error",
};

/** A shell that looked for a bootstrap says by its exit status what the kernel says by an error. */
const startFailure = ({ startError, exitCode }: SandboxExit, isCustom: boolean): string | undefined => {
  if (startError !== undefined) return startError;
  if (isCustom && exitCode === 127) return "ENOENT";
  return isCustom && exitCode === 126 ? "EACCES" : undefined;
};

const exitReason = (exit: SandboxExit): string => {
  // Memory may have been taken from a child process, after which the runtime ended in its own way.
  if (exit.outOfMemory) return "Runtime exited with error: signal: killed";
  if (exit.signal !== undefined) return `Runtime exited with error: signal: ${signalName(exit.signal)}`;
  if (exit.exitCode === 0) return "Runtime exited without providing a reason";
  return `Runtime exited with error: exit status ${exit.exitCode ?? 1}`;
};

/** PARITY: AWS prints signals as Go does. */
const SIGNAL_NAMES: Readonly<Record<string, string>> = {
  SIGABRT: "aborted",
  SIGALRM: "alarm clock",
  SIGBUS: "bus error",
  SIGFPE: "floating point exception",
  SIGHUP: "hangup",
  SIGILL: "illegal instruction",
  SIGINT: "interrupt",
  SIGKILL: "killed",
  SIGPIPE: "broken pipe",
  SIGQUIT: "quit",
  SIGSEGV: "segmentation fault",
  SIGSYS: "bad system call",
  SIGTERM: "terminated",
  SIGTRAP: "trace/breakpoint trap",
  SIGXCPU: "CPU time limit exceeded",
};

const signalName = (signal: string): string => SIGNAL_NAMES[signal] ?? signal.toLowerCase();
