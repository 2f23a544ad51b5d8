import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { printTable } from "../table.ts";
import type { Findings } from "./findings.ts";

export interface ChapterOptions {
  /** For people without time: a third of the rounds. */
  readonly quick: boolean;
}

/**
 * Makes a program of one measurement: `--quick` takes less time, `--json FILE` keeps what was found. `npm run bench`
 * runs each in a process of its own, so that none disturbs the next.
 */
export const runChapter = async (measure: (options: ChapterOptions) => Promise<Findings>): Promise<void> => {
  const { values } = parseArgs({
    options: { quick: { type: "boolean", default: false }, json: { type: "string" } },
  });
  const findings = await told(measure({ quick: values.quick }));
  for (const table of findings.tables) printTable(table);
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(findings));
};

/** What made a chapter fail is hidden by what failed while it tidied up after that: both are told. */
const told = async <Value>(found: Promise<Value>): Promise<Value> => {
  try {
    return await found;
  } catch (error) {
    let first: unknown = error;
    for (; first instanceof SuppressedError; first = first.suppressed) console.error(first.error);
    throw first;
  }
};
