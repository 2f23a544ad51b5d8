import { costOf } from "./cost.ts";
import type { PriceTable } from "./price-table.ts";
import { addUsage, NO_USAGE, type Usage } from "./usage.ts";

/** Fewer invocations say nothing. */
const MIN_INVOCATIONS = 10;
/** Left free above the highest use that was seen. */
const HEADROOM = 1.1;
const SMALLEST_MEMORY_MIB = 128;

/** How a function did with one memory size. */
interface MeasuredMemory {
  readonly memoryMiB: number;
  readonly invocations: number;
  readonly averageDurationMs: number;
  readonly maxMemoryMiB: number;
  /** On demand. */
  readonly costPerMillion: number;
}

/** What memory size would cost least, as far as anything was measured. */
export interface MemoryAdvice {
  readonly functionName: string;
  readonly architecture: Usage["architecture"];
  /** The sizes that it ran with, the smallest first. */
  readonly measured: readonly MeasuredMemory[];
  /** The cheapest of these; undefined when too little ran. */
  readonly cheapestMemoryMiB: number | undefined;
  /**
   * The smallest size that has room for what was used so far. Whether it is cheaper nobody has measured: less memory
   * is also less CPU.
   */
  readonly smallestMemoryMiB: number | undefined;
}

/** Functions with more than nothing to say, by name. */
export const memoryAdvice = (usages: readonly Usage[], prices: PriceTable): readonly MemoryAdvice[] => {
  const byFunction = Map.groupBy(
    usages.filter(({ invocations }) => invocations > 0),
    ({ functionName, architecture }) => `${functionName} ${architecture}`,
  );
  return [...byFunction.values()].flatMap((ofFunction) => adviceOf(ofFunction, prices) ?? []);
};

const adviceOf = (usages: readonly Usage[], prices: PriceTable): MemoryAdvice | undefined => {
  const [first] = usages;
  if (first === undefined) return undefined;
  const measured = [...Map.groupBy(usages, ({ memoryMiB }) => memoryMiB)]
    .map(([, ofSize]) => measure(ofSize, prices))
    .filter((size) => size !== undefined)
    .sort((a, b) => a.memoryMiB - b.memoryMiB);
  const enough = measured.filter(({ invocations }) => invocations >= MIN_INVOCATIONS);
  const cheapest = enough.toSorted((a, b) => a.costPerMillion - b.costPerMillion)[0];
  const peakMiB = Math.max(...enough.map(({ maxMemoryMiB }) => maxMemoryMiB));
  return {
    functionName: first.functionName,
    architecture: first.architecture,
    measured,
    cheapestMemoryMiB: cheapest?.memoryMiB,
    smallestMemoryMiB:
      cheapest === undefined ? undefined : Math.max(Math.ceil(peakMiB * HEADROOM), SMALLEST_MEMORY_MIB),
  };
};

const measure = (usages: readonly Usage[], prices: PriceTable): MeasuredMemory | undefined => {
  const [first] = usages;
  if (first === undefined) return undefined;
  const totals = usages.reduce(addUsage, NO_USAGE);
  const { invocations } = totals;
  const onDemand = { isProvisioned: false, provisionedMs: 0, chargedSnapshotMs: 0 };
  const cost = costOf({ ...first, ...totals, ...onDemand }, prices);
  return {
    memoryMiB: first.memoryMiB,
    invocations,
    averageDurationMs: totals.durationMs / invocations,
    maxMemoryMiB: totals.maxMemoryMiB,
    costPerMillion: (cost / invocations) * 1e6,
  };
};
