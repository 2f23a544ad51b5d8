import { readFileSync } from "node:fs";
import { availableParallelism, release } from "node:os";
import type { Findings } from "../chapter/findings.ts";

/** All that a run of the benchmark gave, as `--json` keeps it. */
export interface RunRecord {
  readonly machine: Machine;
  /** A third of the rounds. */
  readonly quick: boolean;
  /** How many processes wanted to run in the minute before. */
  readonly busyBefore: number;
  /** By chapter, what was found and how many seconds that took. */
  readonly chapters: Readonly<Record<string, Findings>>;
  readonly seconds: Readonly<Record<string, number>>;
  /** Chapters that found nothing. */
  readonly failed: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
  readonly ratios: Readonly<Record<string, number>>;
}

export interface Machine {
  readonly architecture: string;
  readonly cores: number;
  readonly kernel: string;
  readonly node: string;
}

export const thisMachine = (): Machine => ({
  architecture: process.arch,
  cores: availableParallelism(),
  kernel: release().split("-")[0] ?? "",
  node: process.versions.node,
});

/** Ratios between what a kernel, one process and several of them do are not the same on every kind of machine. */
export const kindOf = ({ architecture, cores }: Machine): string => `${architecture}, ${cores} cores`;

export const readRun = (path: string): RunRecord => JSON.parse(readFileSync(path, "utf8")) as RunRecord;
