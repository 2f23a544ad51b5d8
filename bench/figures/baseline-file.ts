import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Baseline } from "./compare.ts";
import { kindOf, type Machine, thisMachine } from "./run-record.ts";

const PATH = fileURLToPath(new URL("../baseline.json", import.meta.url));

interface BaselineFile {
  readonly machine: string;
  readonly ratios: Baseline;
}

/** @returns nothing where nobody has measured this kind of machine */
export const readBaseline = (): Baseline => {
  if (!existsSync(PATH)) return {};
  const file = JSON.parse(readFileSync(PATH, "utf8")) as BaselineFile;
  const here = kindOf(thisMachine());
  if (file.machine === here) return file.ratios;
  console.error(`Ratios are held on ${file.machine}; this is ${here}.`);
  return {};
};

export const writeBaseline = (machine: Machine, ratios: Baseline): void => {
  const file: BaselineFile = { machine: kindOf(machine), ratios };
  writeFileSync(PATH, `${JSON.stringify(file, undefined, 2)}\n`);
};
