import type { FunctionVersion } from "../model/function-version.ts";
import { paysForSnapshot } from "../model/snap-start.ts";
import type { Usage } from "../model/usage.ts";
import { snapshotUsage } from "./usage-key.ts";

/** What is charged of a snapshot at least. Source: Lambda's pricing page. */
const CHARGED_AT_LEAST_MS = 3 * 3_600_000;

interface Counted {
  readonly functionVersion: FunctionVersion;
  /** Up to then, everything is counted. */
  readonly untilMs: number;
}

/**
 * Counts how long snapshots are kept, each for itself.
 * LIMIT: the time in which no server runs counts nothing.
 */
export class SnapshotMeter {
  readonly #count: (usage: Usage) => void;
  /** By function and version. */
  #kept = new Map<string, Counted>();

  /** @param count told of what is to be charged */
  constructor(count: (usage: Usage) => void) {
    this.#count = count;
  }

  get isIdle(): boolean {
    return this.#kept.size === 0;
  }

  /** @param versions all that have a snapshot from now on */
  keep(versions: readonly FunctionVersion[], nowMs: number): void {
    const former = this.#kept;
    const charged = versions.filter(paysForSnapshot);
    this.#kept = new Map(
      charged.map((functionVersion) => {
        const key = keyOf(functionVersion);
        return [key, former.get(key) ?? { functionVersion, untilMs: nowMs }];
      }),
    );
    for (const [key, counted] of former) if (!this.#kept.has(key)) this.#end(counted, nowMs);
  }

  /** Counts what was kept since it was counted last; no hour twice, though the clock be set back. */
  count(nowMs: number): void {
    for (const [key, { functionVersion, untilMs }] of this.#kept) {
      if (nowMs <= untilMs) continue;
      this.#count(snapshotUsage(functionVersion, untilMs, nowMs - untilMs));
      this.#kept.set(key, { functionVersion, untilMs: nowMs });
    }
  }

  #end({ functionVersion, untilMs }: Counted, nowMs: number): void {
    const keptSinceMs = functionVersion.state.snapshotSinceMs ?? Number.NEGATIVE_INFINITY;
    const endMs = Math.max(nowMs, keptSinceMs + CHARGED_AT_LEAST_MS);
    if (endMs > untilMs) this.#count(snapshotUsage(functionVersion, untilMs, endMs - untilMs));
  }
}

const keyOf = ({ functionName, version }: FunctionVersion): string => `${functionName}:${version}`;
