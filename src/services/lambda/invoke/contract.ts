import type { ThrottleReason } from "../../../models/generated/lambda.ts";
import type { FunctionVersion } from "../model/function-version.ts";
import type { Trace } from "./trace-header.ts";

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
  /** Whom it is for, of a function that keeps tenants apart: it runs in an environment that serves nobody else. */
  readonly tenantId?: string | undefined;
  readonly traceHeader: string | undefined;
  /** Ask for the log tail. */
  readonly wantsLogTail: boolean;
  /** Takes the response while the function writes it. Without it the whole response comes with the result. */
  readonly responseSink?: ResponseSink | undefined;
  /** Told the header that the function gets, once it is decided and before anything runs. */
  readonly onTrace?: ((traceHeader: string) => void) | undefined;
  /** By what it is traced, and where it hangs in its trace; set by whoever decides about sampling. */
  readonly trace?: Trace | undefined;
  readonly origin?: TraceOrigin | undefined;
}

/** How an invocation came into being, for its trace. */
interface TraceOrigin {
  /** The caller's segment; undefined when the trace begins here. */
  readonly parentId: string | undefined;
  /** When the invoker was asked, on the wall clock. */
  readonly receivedAtMs: number;
}

/** Port: who takes a response piece by piece. Never throws. */
export interface ResponseSink {
  /** The function begins to answer. Once, before the first piece; never when it fails before. */
  begin(contentType: string | undefined): void;
  /** @returns a promise when the function has to wait before it writes on */
  write(bytes: Uint8Array): Promise<void> | undefined;
}

export interface InvocationResult {
  /** Empty when the response went to a sink; what a function that failed says of it is here in any case. */
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
  /** The version will probably be invoked before long: what takes time may be prepared. */
  anticipate(functionVersion: FunctionVersion): void;
  /** Ends idle environments of a version (undefined: of all versions) that changed or was deleted; running ones finish their invocation first. */
  retire(functionName: string, version: string | undefined): Promise<void>;
  /**
   * Holds concurrency for a function, which is also the most that it gets; 0 stops it, undefined makes it share what
   * others do not reserve. Invocations that run already go on.
   */
  reserve(functionName: string, executions: number | undefined): void;
}

/**
 * Port: who counts what happens to invocations, for metrics, metering and traces. Called on the path of invocations:
 * an implementation neither waits nor throws.
 */
export interface InvocationObserver {
  /** An invocation is over and its caller answered. */
  onInvocation(record: InvocationRecord): void;
  /** An invocation got no slot or no room. */
  onThrottle(throttle: InvocationThrottle): void;
  /** An invocation took its slot. */
  onConcurrency(sample: ConcurrencySample): void;
  /** An invocation of a version with provisioned concurrency took its slot, or that concurrency changed. */
  onProvisionedConcurrency(sample: ProvisionedConcurrencySample): void;
}

export interface InvocationRecord {
  readonly requestId: string;
  readonly functionVersion: FunctionVersion;
  /** As the caller wrote it: with alias or version when one was given. */
  readonly invokedFunctionArn: string;
  /** When the runtime got the event, on the wall clock. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** Whole milliseconds, init and what is billed of a restore included. */
  readonly billedMs: number;
  /** How much of the duration extensions went on after the runtime was done; undefined without extensions. */
  readonly postRuntimeExtensionsMs?: number | undefined;
  readonly memoryMiB: number;
  readonly maxMemoryMiB: number;
  /** Of the first invocation of an environment whose init succeeded. */
  readonly initMs: number | undefined;
  /** Of the first invocation of an environment that was restored from a snapshot. */
  readonly restoreMs?: number | undefined;
  /** The part of it that is billed, in whole milliseconds: what ran of the function after it was restored. */
  readonly billedRestoreMs?: number | undefined;
  readonly isColdStart: boolean;
  readonly status: "success" | "error" | "timeout";
  /** For example `Sandbox.Timedout`; undefined on success. */
  readonly errorType: string | undefined;
  /** Bytes of a streamed response; undefined when it was not streamed. */
  readonly streamedBytes?: number | undefined;
  /** Ran in an environment of provisioned concurrency; its duration has a price of its own. */
  readonly isProvisioned?: boolean | undefined;
  /** Undefined when the invocation is not traced. */
  readonly trace?: InvocationTrace | undefined;
}

export interface InvocationTrace extends Partial<TraceOrigin> {
  /** As X-Ray writes it: `1-5759e988-bd862e3fe1be46a994272793`. */
  readonly traceId: string;
  /** The function's own. */
  readonly segmentId: string;
}

export interface InvocationThrottle {
  readonly functionVersion: FunctionVersion;
  /** As the caller wrote it. */
  readonly invokedFunctionArn: string;
  readonly reason: ThrottleReason;
}

/** How much runs at one moment, the invocation included that it is told for. */
export interface ConcurrencySample {
  readonly functionName: string;
  readonly functionExecutions: number;
  readonly accountExecutions: number;
  /** Of functions that reserve nothing. */
  readonly unreservedExecutions: number;
  /** What nobody else can have: reservations, provisioned concurrency of others, and unreserved executions. */
  readonly claimedConcurrency: number;
}

export interface ProvisionedConcurrencySample {
  readonly functionVersion: FunctionVersion;
  /** The alias or version that the concurrency is provisioned on. */
  readonly qualifier: string;
  /** Invocations that run in provisioned environments now. */
  readonly executions: number;
  /** Environments that are provisioned. */
  readonly allocated: number;
  /** Whether this invocation found no provisioned environment free and runs on demand. */
  readonly isSpillover: boolean;
}

/** Port, implemented by the control wing: where a version's code lies unpacked. Unpacks once per content hash. */
export interface CodeDirectories {
  /** Absolute host path of the read-only tree; stays valid until the lease is disposed. */
  acquire(code: FunctionVersion["code"]): Promise<{ readonly path: string } & AsyncDisposable>;
}
