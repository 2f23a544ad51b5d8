import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, release } from "node:os";
import { fileURLToPath } from "node:url";
import type { Findings, Table } from "../chapter/findings.ts";
import { charts } from "./charts.ts";
import { markdownTable } from "./markdown-table.ts";

const README = fileURLToPath(new URL("../README.md", import.meta.url));
const CHART = fileURLToPath(new URL("../figures.svg", import.meta.url));
const [BEGIN, END] = ["<!-- figures: begin -->\n", "<!-- figures: end -->"];

/**
 * Puts what was found into `bench/README.md`, between its two marks, and draws it.
 * @param busyBefore how many processes wanted to run in the minute before
 * @throws when the page has no marks
 */
export const writeFigures = (
  found: ReadonlyMap<string, Findings>,
  summaries: readonly Table[],
  figures: Readonly<Record<string, number>>,
  busyBefore: number,
): void => {
  const tables = [...[...found.values()].flatMap((findings) => findings.tables), ...summaries];
  const page = readFileSync(README, "utf8");
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${README} has no marks for figures`);
  writeFileSync(
    README,
    `${before}${BEGIN}\n${describeMachine(busyBefore)}\n\n${tables.map(markdownTable).join("\n")}\n${END}${after}`,
  );
  writeFileSync(CHART, charts(figures));
};

const describeMachine = (busyBefore: number): string =>
  `${availableParallelism()} cores, ${process.arch}, Linux ${release().split("-")[0]}, Node.js ${process.versions.node}; ` +
  `before the run ${busyBefore.toFixed(1)} processes were busy with something else.`;
