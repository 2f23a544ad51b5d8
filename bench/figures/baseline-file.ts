import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Baseline } from "./compare.ts";

const PATH = fileURLToPath(new URL("../baseline.json", import.meta.url));

export const readBaseline = (): Baseline =>
  existsSync(PATH) ? (JSON.parse(readFileSync(PATH, "utf8")) as Baseline) : {};

export const writeBaseline = (baseline: Baseline): void =>
  writeFileSync(PATH, `${JSON.stringify(baseline, undefined, 2)}\n`);
