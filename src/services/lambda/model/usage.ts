/** What usage is told apart by: everything that has a price of its own, or that somebody may ask costs by. */
export interface UsageKey {
  /** `YYYY-MM-DD` in UTC. */
  readonly day: string;
  readonly functionName: string;
  readonly version: string;
  readonly architecture: "x86_64" | "arm64";
  readonly memoryMiB: number;
  readonly ephemeralStorageMiB: number;
  /** Whether it ran in provisioned environments, or is these environments themselves. */
  readonly isProvisioned: boolean;
}

/** Sums over some time. */
export interface UsageTotals {
  readonly invocations: number;
  readonly errors: number;
  readonly coldStarts: number;
  readonly durationMs: number;
  readonly billedMs: number;
  readonly initMs: number;
  /** The highest of all invocations. */
  readonly maxMemoryMiB: number;
  /** Of streamed responses, beyond what each has for free. */
  readonly chargedStreamedBytes: number;
  /** How long provisioned environments were there, each counting for itself. */
  readonly provisionedMs: number;
  /** How long snapshots were kept of versions that AWS charges for them. */
  readonly chargedSnapshotMs: number;
  /** Environments of such versions that went on from a snapshot. */
  readonly chargedRestores: number;
}

export type Usage = UsageKey & UsageTotals;

export const NO_USAGE: UsageTotals = {
  invocations: 0,
  errors: 0,
  coldStarts: 0,
  durationMs: 0,
  billedMs: 0,
  initMs: 0,
  maxMemoryMiB: 0,
  chargedStreamedBytes: 0,
  provisionedMs: 0,
  chargedSnapshotMs: 0,
  chargedRestores: 0,
};

export const addUsage = (a: UsageTotals, b: UsageTotals): UsageTotals => ({
  invocations: a.invocations + b.invocations,
  errors: a.errors + b.errors,
  coldStarts: a.coldStarts + b.coldStarts,
  durationMs: a.durationMs + b.durationMs,
  billedMs: a.billedMs + b.billedMs,
  initMs: a.initMs + b.initMs,
  maxMemoryMiB: Math.max(a.maxMemoryMiB, b.maxMemoryMiB),
  chargedStreamedBytes: a.chargedStreamedBytes + b.chargedStreamedBytes,
  provisionedMs: a.provisionedMs + b.provisionedMs,
  chargedSnapshotMs: a.chargedSnapshotMs + b.chargedSnapshotMs,
  chargedRestores: a.chargedRestores + b.chargedRestores,
});

const DAY_MS = 86_400_000;
/** The day that was asked for last, which is nearly always the one that is asked for next. */
let latestDay = { number: Number.NaN, text: "" };

export const utcDay = (timeMs: number): string => {
  const number = Math.floor(timeMs / DAY_MS);
  if (number !== latestDay.number) latestDay = { number, text: new Date(timeMs).toISOString().slice(0, 10) };
  return latestDay.text;
};
