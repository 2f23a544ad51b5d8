import type { Counts } from "./host-holdings.ts";
import type { Holdings } from "./rest.ts";
import { GROWING } from "./rows.ts";

/** Rests at the end that are judged. Earlier ones have code that is compiled late, and metrics that begin. */
const LATE = 4;
/** As many rests in a row that each held more than the one before are no chance. */
const IN_A_ROW = 3;
/**
 * What the heap may grow by in that time, by the line that fits. Each round makes a dozen functions, whose log streams, metrics
 * and sums stay in memory for a while: about 1 MiB. What leaks objects shows in their number.
 */
const MAX_HEAP_GROWTH_MIB = 6;

/** What is kept open for a while, but never more of it than this. */
const BOUNDED: Counts = {
  // Log streams stay open for a minute, and there are no more than 256 of them.
  "descriptor: logs": 256,
  "objects: StreamAppender": 256,
  "objects: FileHandle": 256,
  // Node.js keeps those of connections that are closed for others.
  "objects: HTTPParser": 1_000,
  // For each function and qualifier that was there lately, of which 10,000 are kept; each counts several metrics.
  "objects: MetricScope": 10_000,
  // For each version that was invoked since sums were last stored.
  "objects: UsageSum": 10_000,
  "objects: GatheringSeries": 100_000,
  "objects: Distribution": 100_000,
};

/** Whose number says nothing: everything is made of them. Their leaks show in the size of the heap. */
const PLAIN = new Set(["Object", "Array", "Map", "Set", "system / Context"]);

/** What became more while a server was used in the same way again and again, with a rest after each time. */
export const findGrowth = (rests: readonly Holdings[]): readonly string[] => {
  const late = rests.slice(-LATE);
  const heapMiB = fittedGrowth(late.map(({ heapMiB, externalMiB }) => heapMiB + externalMiB));
  return [
    ...grown(late.map(({ counts }) => counts)),
    ...grown(late.map(({ rows }) => rows)),
    ...grown(late.flatMap(({ objects }) => (objects === undefined ? [] : [named(objects)]))),
    ...(heapMiB > MAX_HEAP_GROWTH_MIB ? [`the heap grew by ${heapMiB.toFixed(1)} MiB in ${late.length} rests`] : []),
  ];
};

const named = (objects: Counts): Counts =>
  Object.fromEntries(
    Object.entries(objects)
      .filter(([name]) => !PLAIN.has(name))
      .map(([name, count]) => [`objects: ${name}`, count]),
  );

const grown = (all: readonly Counts[]): readonly string[] =>
  [...new Set(all.flatMap((one) => Object.keys(one)))]
    .filter((name) => !(name in GROWING))
    .map((name) => ({ name, values: all.slice(-IN_A_ROW).map((one) => one[name] ?? 0) }))
    .filter(({ name, values }) => isRising(values) && (values.at(-1) ?? 0) > (BOUNDED[name] ?? 0))
    .map(({ name, values }) => `${name} grew from rest to rest: ${values.join(", ")}`);

const isRising = (values: readonly number[]): boolean =>
  values.length >= IN_A_ROW && values.every((value, index) => index === 0 || value > (values[index - 1] ?? value));

/** From the first to the last of them, along the line through all that fits best. */
const fittedGrowth = (values: readonly number[]): number => {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let [rise, spread] = [0, 0];
  for (const [index, value] of values.entries()) {
    rise += (index - middle) * (value - mean);
    spread += (index - middle) ** 2;
  }
  return spread === 0 ? 0 : (rise / spread) * (values.length - 1);
};
