import { printTable } from "../table.ts";
import type { Counts } from "./host-holdings.ts";
import type { Holdings } from "./rest.ts";
import { GROWING } from "./rows.ts";
import type { Tally } from "./run-loads.ts";

/**
 * What a heap may grow by from the first rest to the last: code that is compiled late, log streams that stay open for a
 * minute, metrics of functions that were there lately. A smaller leak shows in a longer soak.
 */
const MAX_HEAP_GROWTH_MIB = 6;

/** What is kept open for a while, but never more of it than this. */
const BOUNDED: Counts = {
  // Log streams stay open for a minute, and there are no more than 256 of them.
  "descriptor: logs": 256,
};

export const printTally = (tally: Tally): void =>
  printTable({
    title: "Loads",
    head: ["", "as expected", "throttled", "cut off by kills", "unexpected"],
    rows: [...tally].map(([name, { asExpected, throttled, cutOff, unexpected }]) => [
      name,
      ...[asExpected, throttled, cutOff, unexpected.length].map(String),
    ]),
  });

export const printRests = (rests: readonly Holdings[]): void => {
  const figures = (title: string, of: (rest: Holdings) => number): readonly string[] => [
    title,
    ...rests.map((rest) => of(rest).toFixed(1)),
  ];
  const counts = (of: (rest: Holdings) => Counts): (readonly string[])[] =>
    namesOf(rests.map(of)).map((name) => [name, ...rests.map((rest) => String(of(rest)[name] ?? 0))]);
  printTable({
    title: "Held at rest",
    head: ["", ...rests.map((_, index) => (index === 0 ? "before" : `rest ${index}`))],
    rows: [
      ...counts((rest) => rest.counts),
      ...counts((rest) => rest.rows)
        .filter(([, ...values]) => values.some((value) => value !== "0"))
        .map(([name, ...values]) => [`rows: ${name}`, ...values]),
      figures("heap MiB", ({ heapMiB }) => heapMiB),
      figures("buffers MiB", ({ externalMiB }) => externalMiB),
      figures("resident MiB", ({ residentMiB }) => residentMiB),
      figures("database MiB", ({ databaseMiB }) => databaseMiB),
    ],
  });
};

/** What is more at the last rest than it was at the first: both came after the same use. */
export const findGrowth = (rests: readonly Holdings[]): readonly string[] => {
  const [first, last] = [rests.at(0), rests.at(-1)];
  if (first === undefined || last === undefined) return [];
  const heapMiB = last.heapMiB + last.externalMiB - first.heapMiB - first.externalMiB;
  return [
    ...grown(first.counts, last.counts),
    ...grown(first.rows, last.rows),
    ...(heapMiB > MAX_HEAP_GROWTH_MIB ? [`the heap grew by ${heapMiB.toFixed(1)} MiB`] : []),
  ];
};

const grown = (before: Counts, after: Counts): readonly string[] =>
  namesOf([before, after])
    .filter((name) => !(name in GROWING) && (after[name] ?? 0) > Math.max(before[name] ?? 0, BOUNDED[name] ?? 0))
    .map((name) => `${name} grew from ${before[name] ?? 0} to ${after[name] ?? 0}`);

const namesOf = (all: readonly Counts[]): readonly string[] => [...new Set(all.flatMap((one) => Object.keys(one)))];
