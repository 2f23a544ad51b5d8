import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/log.ts";
import { WriteRounds } from "../../../base/write-rounds.ts";
import type { InvocationObserver, InvocationRecord, ProvisionedConcurrencySample } from "../invoke/contract.ts";
import type { SnapshotObserver } from "../invoke/snapshots/contract.ts";
import type { FunctionVersion } from "../model/function-version.ts";
import { addUsage, type Usage } from "../model/usage.ts";
import type { UsageStore } from "../store/usage-store.ts";
import type { InvocationJournal } from "./invocation-journal.ts";
import { keyText, provisionedUsage } from "./usage-key.ts";
import { SnapshotMeter } from "./snapshot-meter.ts";
import { UsageSum } from "./usage-sum.ts";

/** How long usage waits in memory. A killed server loses at most this much. */
const FLUSH_AFTER_MS = 1_000;
/** How often provisioned environments and snapshots are counted while nothing else happens. */
const STANDING_EVERY_MS = 60_000;

interface Provisioned {
  readonly functionVersion: FunctionVersion;
  readonly allocated: number;
  readonly sinceMs: number;
}

/** Meters what functions use: sums by day in the store, and a line for each invocation in the journal. */
export class UsageMeter
  implements Pick<InvocationObserver, "onInvocation" | "onProvisionedConcurrency">, SnapshotObserver, AsyncDisposable
{
  readonly #store: Pick<UsageStore, "add" | "lastInvokedDay">;
  readonly #journal: InvocationJournal;
  readonly #clock: Clock;
  /** Told of what was stored. */
  readonly #onStored: (usages: readonly Usage[]) => void;
  /** Of on-demand and of provisioned environments; what they hold is not pending yet. */
  #sums = { onDemand: new Map<FunctionVersion, UsageSum>(), provisioned: new Map<FunctionVersion, UsageSum>() };
  #pending = new Map<string, Usage>();
  readonly #provisioned = new Map<string, Provisioned>();
  readonly #snapshots = new SnapshotMeter((usage) => this.#count(usage));
  readonly #rounds: WriteRounds;

  constructor(options: {
    readonly store: Pick<UsageStore, "add" | "lastInvokedDay">;
    readonly journal: InvocationJournal;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly onStored?: (usages: readonly Usage[]) => void;
  }) {
    this.#store = options.store;
    this.#journal = options.journal;
    this.#clock = options.clock;
    this.#onStored = options.onStored ?? (() => {});
    this.#rounds = new WriteRounds({
      write: () => this.#writeRound(),
      onError: (error) => options.logger.error({ err: error }, "usage cannot be stored; trying again in a second"),
      clock: options.clock,
    });
  }

  onInvocation(record: InvocationRecord): void {
    this.#journal.add(record);
    this.#sumOf(record).add(record);
    this.#rounds.schedule(FLUSH_AFTER_MS);
  }

  onProvisionedConcurrency({ functionVersion, allocated }: ProvisionedConcurrencySample): void {
    const key = `${functionVersion.functionName}:${functionVersion.version}`;
    const counted = this.#provisioned.get(key);
    if (counted?.allocated === allocated) return;
    if (counted !== undefined) this.#countProvisioned(key, counted);
    if (allocated === 0) this.#provisioned.delete(key);
    else this.#provisioned.set(key, { functionVersion, allocated, sinceMs: this.#clock.nowMs() });
    this.#rounds.schedule(FLUSH_AFTER_MS);
  }

  onSnapshots(versions: readonly FunctionVersion[]): void {
    this.#snapshots.keep(versions, this.#clock.nowMs());
    this.#rounds.schedule(FLUSH_AFTER_MS);
  }

  lastInvokedDay(functionName: string, version: string): Promise<string | undefined> {
    return this.#store.lastInvokedDay(functionName, version);
  }

  /**
   * Resolves when everything metered before the call is stored.
   * @throws when it cannot be stored; it is kept and tried again
   */
  flush(): Promise<void> {
    return this.#rounds.run();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#rounds[Symbol.asyncDispose]();
  }

  #sumOf(record: InvocationRecord): UsageSum {
    const sums = record.isProvisioned === true ? this.#sums.provisioned : this.#sums.onDemand;
    const present = sums.get(record.functionVersion);
    if (present?.covers(record.startedAtMs) === true) return present;
    // The day changed.
    if (present !== undefined) this.#count(present.usage);
    const sum = new UsageSum(record);
    sums.set(record.functionVersion, sum);
    return sum;
  }

  #countSums(): void {
    const { onDemand, provisioned } = this.#sums;
    this.#sums = { onDemand: new Map(), provisioned: new Map() };
    for (const sum of [...onDemand.values(), ...provisioned.values()]) this.#count(sum.usage);
  }

  #count(usage: Usage): void {
    const key = keyText(usage);
    const counted = this.#pending.get(key);
    this.#pending.set(key, counted === undefined ? usage : { ...usage, ...addUsage(counted, usage) });
  }

  #countProvisioned(key: string, provisioned: Provisioned): void {
    const { functionVersion, allocated, sinceMs } = provisioned;
    const nowMs = this.#clock.nowMs();
    this.#count(provisionedUsage(functionVersion, sinceMs, allocated * (nowMs - sinceMs)));
    this.#provisioned.set(key, { ...provisioned, sinceMs: nowMs });
  }

  async #writeRound(): Promise<void> {
    for (const [key, provisioned] of this.#provisioned) this.#countProvisioned(key, provisioned);
    this.#snapshots.count(this.#clock.nowMs());
    if (this.#provisioned.size > 0 || !this.#snapshots.isIdle) this.#rounds.schedule(STANDING_EVERY_MS);
    this.#countSums();
    const usages = [...this.#pending.values()];
    this.#pending = new Map();
    await this.#journal.flush();
    if (usages.length === 0) return;
    try {
      await this.#store.add(usages);
    } catch (error) {
      for (const usage of usages) this.#count(usage);
      this.#rounds.schedule(FLUSH_AFTER_MS);
      throw error;
    }
    this.#onStored(usages);
  }
}
