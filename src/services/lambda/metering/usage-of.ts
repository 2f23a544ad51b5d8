import type { InvocationRecord } from "../invoke/contract.ts";
import type { FunctionVersion } from "../model/function-version.ts";
import { NO_USAGE, type Usage, type UsageKey, utcDay } from "../model/usage.ts";

/** What each response streams for free. Source: Lambda's pricing page. */
const FREE_STREAMED_BYTES = 6 * 1_048_576;

/** What one invocation used. */
export const usageOf = (record: InvocationRecord): Usage => ({
  ...usageKey(record.functionVersion, record.startedAtMs, { isProvisioned: record.isProvisioned ?? false }),
  invocations: 1,
  errors: record.status === "success" ? 0 : 1,
  coldStarts: record.isColdStart ? 1 : 0,
  durationMs: record.durationMs,
  billedMs: record.billedMs,
  initMs: record.initMs ?? 0,
  maxMemoryMiB: record.maxMemoryMiB,
  chargedStreamedBytes: Math.max((record.streamedBytes ?? 0) - FREE_STREAMED_BYTES, 0),
  provisionedMs: 0,
});

/** What provisioned environments used by being there, whether or not anything ran in them. */
export const provisionedUsage = (functionVersion: FunctionVersion, atMs: number, provisionedMs: number): Usage => ({
  ...usageKey(functionVersion, atMs, { isProvisioned: true }),
  ...NO_USAGE,
  provisionedMs,
});

const usageKey = (
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
