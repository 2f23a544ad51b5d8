/**
 * `node bench/baseline.ts RUN.json...`: takes what `npm run bench -- --json RUN.json` found, in three runs or more of the
 * same code, for what later runs are held to.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { writeBaseline } from "./figures/baseline-file.ts";
import { baselineOf } from "./figures/baseline-of.ts";

const LEAST_RUNS = 3;

const { positionals } = parseArgs({ allowPositionals: true });
if (positionals.length < LEAST_RUNS) throw new Error(`noise shows in ${LEAST_RUNS} runs at the least`);
const runs = positionals.map(
  (path) => (JSON.parse(readFileSync(path, "utf8")) as { readonly ratios: Record<string, number> }).ratios,
);
writeBaseline(baselineOf(runs));
