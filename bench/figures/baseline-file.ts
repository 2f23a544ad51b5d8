import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Baseline } from "./compare.ts";

const PATH = fileURLToPath(new URL("../baseline.json", import.meta.url));

/** Ratios between what a kernel, one process and several of them do are not the same on every kind of machine. */
const machine = (): string => `${process.arch}, ${availableParallelism()} cores`;

interface BaselineFile {
  readonly machine: string;
  readonly ratios: Baseline;
}

/** @returns nothing where nobody has measured this kind of machine */
export const readBaseline = (): Baseline => {
  if (!existsSync(PATH)) return {};
  const file = JSON.parse(readFileSync(PATH, "utf8")) as BaselineFile;
  if (file.machine === machine()) return file.ratios;
  console.error(`Ratios are held on ${file.machine}; this is ${machine()}.`);
  return {};
};

export const writeBaseline = (ratios: Baseline): void => {
  const file: BaselineFile = { machine: machine(), ratios };
  writeFileSync(PATH, `${JSON.stringify(file, undefined, 2)}\n`);
};
