import type { FunctionVersion } from "../model/function-version.ts";

export interface Provision {
  /** How many environments are to be ready ahead of invocations. */
  readonly executions: number;
  /** The alias or version that asked for them. */
  readonly qualifier: string;
  /** Versions that lose theirs, but only once these are ready. */
  readonly inPlaceOf: readonly string[];
}

/** How far that has come. */
export interface ProvisionedState {
  readonly requested: number;
  /** Environments that are initialised, the busy ones included. */
  readonly allocated: number;
  /** `FAILED`: the last attempt did; there will be others. */
  readonly status: "IN_PROGRESS" | "READY" | "FAILED";
  /** Of `FAILED`: why. */
  readonly statusReason: string | undefined;
  /**
   * How long provisioned environments were busy altogether since they were first asked for: two of them for a second
   * make 2,000. Its growth in a period tells their utilisation.
   */
  readonly busyMs: number;
  /** The most that were busy at once in this minute and the one before. */
  readonly peakBusy: number;
}

/** Keeps environments ready ahead of invocations. Remembers nothing beyond the server's end. */
export interface ProvisionedConcurrency {
  /**
   * Asks for so many, from now on, whatever was asked for before. Returns at once; what is missing is started in the
   * background, and again whenever one ends.
   */
  provision(functionVersion: FunctionVersion, provision: Provision): void;
  /** Asks for none any more: idle ones end now, busy ones after their invocation. */
  unprovision(functionName: string, version: string): void;
  /** Undefined for a version that has none. */
  provisionedState(functionName: string, version: string): ProvisionedState | undefined;
}
