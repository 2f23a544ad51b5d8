import type { FunctionVersion } from "../model/function-version.ts";

/** How an environment came to be: because an invocation needed it, ahead of any, or from a snapshot. AWS's words. */
export type InitializationType = "on-demand" | "provisioned-concurrency" | "snap-start";

/** While an invocation waits. Source: Lambda quotas page. */
const ON_DEMAND_MS = 10_000;
/** Nobody waits: also while a snapshot is made. Source: Lambda's page on the lifecycle of an execution environment. */
const PROVISIONED_MS = 130_000;
/** From the start of the sandbox until hooks have run. Source: the same page. */
export const RESTORE_LIMIT_MS = 10_000;

/** Longest that the init phase may take before any invocation. */
export const initLimitMs = (environment: {
  readonly functionVersion: FunctionVersion;
  readonly initializationType: InitializationType;
}): number =>
  environment.initializationType === "on-demand"
    ? ON_DEMAND_MS
    : Math.max(PROVISIONED_MS, environment.functionVersion.settings.timeoutSeconds * 1_000);
