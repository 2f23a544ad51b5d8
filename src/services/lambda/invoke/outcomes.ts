import type { SandboxExit } from "../../../sandbox/contract.ts";
import type { RuntimeResponse } from "../runtime-api/response-receivers.ts";
import type { RuntimeFailure } from "../runtime-api/runtime-api.ts";
import type { FunctionVersion } from "../model/function-version.ts";
import {
  type Entrypoint,
  errorPayload,
  extensionFailed,
  type ExtensionFailure,
  invalidEntrypoint,
  type PlatformError,
  responseTooLarge,
  runtimeExited,
  timedOut,
  truncatedResponse,
} from "./function-errors.ts";
import type { InitializationEnd } from "./initialization.ts";

/** How an invocation came out, for its caller and for its report. */
export interface InvocationOutcome {
  readonly payload: Uint8Array;
  readonly status: "success" | "error" | "timeout";
  readonly errorType: string | undefined;
  /** Whether the function gave this answer or the platform did in its place. */
  readonly endedBy: "function" | "platform";
  /** What the platform says about it in the log, if anything. */
  readonly message: string | undefined;
}

export const outcomeOfResponse = (response: RuntimeResponse, requestId: string): InvocationOutcome => {
  switch (response.kind) {
    case "response":
      return {
        payload: response.payload,
        status: "success",
        errorType: undefined,
        endedBy: "function",
        message: undefined,
      };
    case "error":
      return outcomeOfError(response, "function");
    case "too-large":
      return { ...outcomeOfPlatformError(responseTooLarge(response.maxBytes)), message: undefined };
    case "truncated":
      return outcomeOfPlatformError(truncatedResponse(requestId));
    default:
      return response satisfies never;
  }
};

export const outcomeOfExit = (exit: SandboxExit, requestId: string): InvocationOutcome =>
  outcomeOfPlatformError(runtimeExited(requestId, exit));

export const outcomeOfExtension = (failure: ExtensionFailure, requestId: string): InvocationOutcome =>
  outcomeOfPlatformError(extensionFailed(requestId, failure));

export const outcomeOfTimeout = (requestId: string, { settings }: FunctionVersion): InvocationOutcome => ({
  ...outcomeOfPlatformError(timedOut(requestId, settings.timeoutSeconds)),
  status: "timeout",
});

export const outcomeOfInitialization = (
  end: Exclude<InitializationEnd, { readonly kind: "ready" }>,
  requestId: string,
  functionVersion: FunctionVersion,
  entrypoint: Entrypoint,
): InvocationOutcome => {
  switch (end.kind) {
    case "error":
      return outcomeOfError(end, "platform");
    case "timeout":
      return outcomeOfTimeout(requestId, functionVersion);
    case "exit":
      return outcomeOfPlatformError(
        invalidEntrypoint(requestId, end.exit, entrypoint) ?? runtimeExited(requestId, end.exit),
      );
    case "extension":
      return outcomeOfExtension(end.failure, requestId);
    default:
      return end satisfies never;
  }
};

/** What the runtime said is passed on as it is; where it said nothing, its type at least. */
const outcomeOfError = (
  { errorType, payload }: RuntimeFailure,
  endedBy: InvocationOutcome["endedBy"],
): InvocationOutcome => ({
  payload:
    payload.byteLength > 0 ? payload : errorPayload({ errorType, message: "Unknown application error occurred" }),
  status: "error",
  errorType,
  endedBy,
  message: undefined,
});

const outcomeOfPlatformError = (error: PlatformError): InvocationOutcome => ({
  payload: errorPayload(error),
  status: "error",
  errorType: error.errorType,
  endedBy: "platform",
  message: error.message,
});
