import { printTable } from "../table.ts";
import type { Counts } from "./host-holdings.ts";
import type { Holdings } from "./rest.ts";
import type { Tally } from "./run-loads.ts";

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

const namesOf = (all: readonly Counts[]): readonly string[] => [...new Set(all.flatMap((one) => Object.keys(one)))];
