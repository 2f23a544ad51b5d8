/**
 * `node bench/baseline.ts RUN.json... [--write]`: takes what `npm run bench -- --json RUN.json` found, in several runs of
 * the same code on a quiet machine, for what later runs are held to. `--write` puts tables and charts of the last of them
 * into `bench/`.
 */
import { parseArgs } from "node:util";
import { writeBaseline } from "./figures/baseline-file.ts";
import { baselineOf } from "./figures/baseline-of.ts";
import { budgetTable } from "./figures/budgets.ts";
import { compare } from "./figures/compare.ts";
import { kindOf, readRun } from "./figures/run-record.ts";
import { writeFigures } from "./figures/write-figures.ts";
import { printTable } from "./table.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: "boolean", default: false } },
});
const runs = positionals.map(readRun);
const last = runs.at(-1);
if (last === undefined) throw new Error("name the files of one run or more");
for (const [index, { quick, failed, machine }] of runs.entries()) {
  const path = positionals[index];
  if (quick) throw new Error(`${path} is of a quick run, which has too much noise to be held to`);
  if (failed.length > 0) throw new Error(`${path} has not measured ${failed.join(", ")}`);
  if (kindOf(machine) !== kindOf(last.machine)) throw new Error(`${path} is of another kind of machine than the last`);
}
const baseline = baselineOf(runs.map(({ ratios }) => ratios));
writeBaseline(last.machine, baseline);
const summaries = [budgetTable(last.figures), compare(last.ratios, baseline, 1).table];
for (const table of summaries) printTable(table);
if (values.write) writeFigures(last, summaries);
