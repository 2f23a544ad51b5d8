import type { InvocationRecord } from "../invoke/contract.ts";
import { paysForSnapshot } from "../model/snap-start.ts";
import type { Usage, UsageKey } from "../model/usage.ts";
import { usageKey } from "./usage-key.ts";

/** What each response streams for free. Source: Lambda's pricing page. */
const FREE_STREAMED_BYTES = 6 * 1_048_576;
const DAY_MS = 86_400_000;

/** What invocations of one version used on one day. Changed in place: every invocation is added to one. */
export class UsageSum {
  readonly #key: UsageKey;
  readonly #dayStartsAtMs: number;
  #invocations = 0;
  #errors = 0;
  #coldStarts = 0;
  #durationMs = 0;
  #billedMs = 0;
  #initMs = 0;
  #maxMemoryMiB = 0;
  #chargedStreamedBytes = 0;
  #restores = 0;
  readonly #paysForRestores: boolean;

  /** @param first an invocation of the version on the day; not added yet */
  constructor({ functionVersion, startedAtMs, isProvisioned = false }: InvocationRecord) {
    this.#paysForRestores = paysForSnapshot(functionVersion);
    this.#key = usageKey(functionVersion, startedAtMs, { isProvisioned });
    this.#dayStartsAtMs = startedAtMs - (startedAtMs % DAY_MS);
  }

  /** Whether a moment is on the day. */
  covers(atMs: number): boolean {
    return atMs >= this.#dayStartsAtMs && atMs < this.#dayStartsAtMs + DAY_MS;
  }

  add(record: InvocationRecord): void {
    this.#invocations += 1;
    if (record.status !== "success") this.#errors += 1;
    if (record.isColdStart) this.#coldStarts += 1;
    this.#durationMs += record.durationMs;
    this.#billedMs += record.billedMs;
    this.#initMs += record.initMs ?? 0;
    this.#maxMemoryMiB = Math.max(this.#maxMemoryMiB, record.maxMemoryMiB);
    if (record.restoreMs !== undefined) this.#restores += 1;
    this.#chargedStreamedBytes += Math.max((record.streamedBytes ?? 0) - FREE_STREAMED_BYTES, 0);
  }

  get usage(): Usage {
    return {
      ...this.#key,
      invocations: this.#invocations,
      errors: this.#errors,
      coldStarts: this.#coldStarts,
      durationMs: this.#durationMs,
      billedMs: this.#billedMs,
      initMs: this.#initMs,
      maxMemoryMiB: this.#maxMemoryMiB,
      chargedStreamedBytes: this.#chargedStreamedBytes,
      provisionedMs: 0,
      chargedSnapshotMs: 0,
      chargedRestores: this.#paysForRestores ? this.#restores : 0,
    };
  }
}
