import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Table } from "../chapter/findings.ts";
import { charts } from "./charts.ts";
import { markdownTable } from "./markdown-table.ts";
import type { RunRecord } from "./run-record.ts";

const README = fileURLToPath(new URL("../README.md", import.meta.url));
const CHART = fileURLToPath(new URL("../figures.svg", import.meta.url));
const [BEGIN, END] = ["<!-- figures: begin -->\n", "<!-- figures: end -->"];

/**
 * Puts what a run found into `bench/README.md`, between its two marks, and draws it.
 * @param summaries budgets and ratios
 * @throws when the page has no marks
 */
export const writeFigures = (run: RunRecord, summaries: readonly Table[]): void => {
  const tables = [...Object.values(run.chapters).flatMap((findings) => findings.tables), ...summaries];
  const parts = [describe(run), ...tables.map(markdownTable)];
  if (run.failed.length > 0) parts.push(`Not measured, as it failed or took too long: ${run.failed.join(", ")}.`);
  const [before, rest] = readFileSync(README, "utf8").split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${README} has no marks for figures`);
  writeFileSync(README, `${before}${BEGIN}\n${parts.map((part) => part.trimEnd()).join("\n\n")}\n\n${END}${after}`);
  writeFileSync(CHART, charts(run.figures));
};

const describe = ({ machine, busyBefore, seconds }: RunRecord): string => {
  const { cores, architecture, kernel, node } = machine;
  const minutes = Object.values(seconds).reduce((sum, each) => sum + each, 0) / 60;
  return (
    `${cores} cores, ${architecture}, Linux ${kernel}, Node.js ${node}; before the run ${busyBefore.toFixed(1)} processes ` +
    `were busy with something else. It took ${minutes.toFixed(1)} minutes.`
  );
};
