import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, release } from "node:os";
import { fileURLToPath } from "node:url";
import type { Findings, Table } from "../chapter/findings.ts";
import { charts } from "./charts.ts";
import { markdownTable } from "./markdown-table.ts";

const README = fileURLToPath(new URL("../README.md", import.meta.url));
const CHART = fileURLToPath(new URL("../figures.svg", import.meta.url));
const [BEGIN, END] = ["<!-- figures: begin -->\n", "<!-- figures: end -->"];

/** What a run of the benchmark gave. */
export interface Run {
  readonly found: ReadonlyMap<string, Findings>;
  /** Budgets and ratios. */
  readonly summaries: readonly Table[];
  readonly figures: Readonly<Record<string, number>>;
  /** Chapters that found nothing. */
  readonly failed: readonly string[];
  /** How many processes wanted to run in the minute before. */
  readonly busyBefore: number;
}

/**
 * Puts what was found into `bench/README.md`, between its two marks, and draws it.
 * @throws when the page has no marks
 */
export const writeFigures = ({ found, summaries, figures, failed, busyBefore }: Run): void => {
  const tables = [...[...found.values()].flatMap((findings) => findings.tables), ...summaries];
  const parts = [describeMachine(busyBefore), ...tables.map(markdownTable)];
  if (failed.length > 0) parts.push(`Not measured, as it failed or took too long: ${failed.join(", ")}.`);
  const [before, rest] = readFileSync(README, "utf8").split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${README} has no marks for figures`);
  writeFileSync(README, `${before}${BEGIN}\n${parts.map((part) => part.trimEnd()).join("\n\n")}\n\n${END}${after}`);
  writeFileSync(CHART, charts(figures));
};

const describeMachine = (busyBefore: number): string =>
  `${availableParallelism()} cores, ${process.arch}, Linux ${release().split("-")[0]}, Node.js ${process.versions.node}; ` +
  `before the run ${busyBefore.toFixed(1)} processes were busy with something else.`;
