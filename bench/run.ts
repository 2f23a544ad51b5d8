/**
 * `npm run bench [-- --quick] [--json FILE] [--only ID,...] [--write]`: measures everything, each beside peers or a floor
 * in the same run, and says which budgets are held and which ratios were lost. Exits with 1 when one was, or when
 * something could not be measured. `--write` puts tables and charts into `bench/`.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Findings } from "./chapter/findings.ts";
import { type Chapter, findingsOf } from "./chapter/run-chapter.ts";
import { budgetTable } from "./figures/budgets.ts";
import { compare } from "./figures/compare.ts";
import { readBaseline } from "./figures/baseline-file.ts";
import { ratiosOf } from "./figures/ratios.ts";
import { type RunRecord, thisMachine } from "./figures/run-record.ts";
import { writeFigures } from "./figures/write-figures.ts";
import { printTable } from "./table.ts";

/** Together under ten minutes on a quiet machine; each may take about twice what it takes there. */
const CHAPTERS: readonly Chapter[] = [
  { id: "at-rest", limitSeconds: 120 },
  { id: "warm", limitSeconds: 240 },
  { id: "throughput", limitSeconds: 150 },
  { id: "payloads", limitSeconds: 150 },
  { id: "async", limitSeconds: 90 },
  { id: "cold", limitSeconds: 240 },
  { id: "cold-at-once", limitSeconds: 120 },
  { id: "restored", limitSeconds: 150 },
  { id: "peers-cold", limitSeconds: 120 },
  { id: "environments", limitSeconds: 240 },
  { id: "scale", limitSeconds: 300 },
];

/** What does not begin or end in that time is not measured. */
const ALL_SECONDS = 900;
/** A third of the rounds tells less. */
const QUICK_NOISE = 2;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    only: { type: "string" },
    write: { type: "boolean", default: false },
  },
});

if (values.write && values.only !== undefined) throw new Error("--write is for all chapters, not for --only some");

// What is measured is what users run, which is made when they install it.
for (const program of ["build-native", "build-program"])
  execFileSync(process.execPath, [fileURLToPath(new URL(`../scripts/${program}.mjs`, import.meta.url))], {
    stdio: "inherit",
  });

const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort());
const [busyBefore = 0] = loadavg();
const only = values.only?.split(",");
const found: Record<string, Findings> = {};
const seconds: Record<string, number> = {};
const failed: string[] = [];
for (const chapter of CHAPTERS) {
  if (only !== undefined && !only.includes(chapter.id)) continue;
  if (interrupted.signal.aborted) break;
  const startedSeconds = performance.now() / 1_000;
  const limitSeconds = Math.min(chapter.limitSeconds, ALL_SECONDS - startedSeconds);
  const options = values.quick ? ["--quick"] : [];
  const findings =
    limitSeconds > 0 ? await findingsOf({ ...chapter, limitSeconds }, options, interrupted.signal) : undefined;
  seconds[chapter.id] = performance.now() / 1_000 - startedSeconds;
  console.error(`${chapter.id}: ${seconds[chapter.id]?.toFixed(0)} s`);
  if (findings === undefined) failed.push(chapter.id);
  else found[chapter.id] = findings;
}

if (interrupted.signal.aborted) process.exit(1);
const figures = Object.assign({}, ...Object.values(found).map((each) => each.figures)) as Record<string, number>;
const ratios = ratiosOf(figures);
const { quick } = values;
const run: RunRecord = { machine: thisMachine(), quick, busyBefore, chapters: found, seconds, failed, figures, ratios };
const comparison = compare(ratios, readBaseline(), quick ? QUICK_NOISE : 1);
const summaries = [budgetTable(figures), comparison.table];
for (const table of summaries) printTable(table);
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(run));
if (values.write) writeFigures(run, summaries);
for (const id of failed) console.error(`not measured: ${id}`);
for (const name of comparison.lost) console.error(`lost: ${name}`);
process.exitCode = failed.length + comparison.lost.length > 0 ? 1 : 0;
