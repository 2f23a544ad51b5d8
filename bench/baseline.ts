/**
 * `node bench/baseline.ts RUN.json...`: takes what `npm run bench -- --json RUN.json` found, in several runs of the same
 * code on a quiet machine, for what later runs are held to.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { writeBaseline } from "./figures/baseline-file.ts";
import { baselineOf } from "./figures/baseline-of.ts";

const { positionals } = parseArgs({ allowPositionals: true });
if (positionals.length === 0) throw new Error("name the files of one run or more");
const runs = positionals.map(
  (path) => (JSON.parse(readFileSync(path, "utf8")) as { readonly ratios: Record<string, number> }).ratios,
);
writeBaseline(baselineOf(runs));
