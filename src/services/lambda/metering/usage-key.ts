import type { FunctionVersion } from "../model/function-version.ts";
import { NO_USAGE, type Usage, type UsageKey, utcDay } from "../model/usage.ts";

/** What provisioned environments used by being there, whether or not anything ran in them. */
export const provisionedUsage = (functionVersion: FunctionVersion, atMs: number, provisionedMs: number): Usage => ({
  ...usageKey(functionVersion, atMs, { isProvisioned: true }),
  ...NO_USAGE,
  provisionedMs,
});

/** What a version used by having a snapshot. */
export const snapshotUsage = (functionVersion: FunctionVersion, atMs: number, chargedSnapshotMs: number): Usage => ({
  ...usageKey(functionVersion, atMs, { isProvisioned: false }),
  ...NO_USAGE,
  chargedSnapshotMs,
});

/** What usage of a version at a moment counts as. */
export const usageKey = (
  { functionName, version, settings }: FunctionVersion,
  atMs: number,
  { isProvisioned }: { readonly isProvisioned: boolean },
): UsageKey => ({
  day: utcDay(atMs),
  functionName,
  version,
  architecture: settings.architecture,
  memoryMiB: settings.memoryMiB,
  ephemeralStorageMiB: settings.ephemeralStorageMiB,
  isProvisioned,
});

export const keyText = (usage: UsageKey): string =>
  `${usage.day} ${usage.functionName} ${usage.version} ${usage.architecture} ${usage.memoryMiB} ` +
  `${usage.ephemeralStorageMiB} ${usage.isProvisioned}`;
