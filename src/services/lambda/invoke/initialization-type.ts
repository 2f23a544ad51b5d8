import type { FunctionVersion } from "../model/function-version.ts";

/** Why an environment was started: because an invocation needed it, or ahead of any. AWS's words. */
export type InitializationType = "on-demand" | "provisioned-concurrency";

/** While an invocation waits. Source: Lambda quotas page. */
const ON_DEMAND_MS = 10_000;
/** Nobody waits. Source: Lambda's page on the lifecycle of an execution environment. */
const PROVISIONED_MS = 130_000;

/** Longest that the init phase may take before any invocation. */
export const initLimitMs = (environment: {
  readonly functionVersion: FunctionVersion;
  readonly initializationType: InitializationType;
}): number =>
  environment.initializationType === "on-demand"
    ? ON_DEMAND_MS
    : Math.max(PROVISIONED_MS, environment.functionVersion.settings.timeoutSeconds * 1_000);
