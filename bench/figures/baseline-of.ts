import type { Baseline, Reached } from "./compare.ts";

/** Less than that is not to be told from another hour of the same machine, whatever a few runs say. */
const LEAST_NOISE = 0.1;
/** One run or two show no noise to speak of. */
const FEW = 2;
const NOISE_OF_FEW = 0.25;
/** Some more do not show the worst. */
const MARGIN = 1.5;

/** @param runs the ratios of several runs of the same code on the same machine */
export const baselineOf = (runs: readonly Readonly<Record<string, number>>[]): Baseline => {
  const names = [...new Set(runs.flatMap((run) => Object.keys(run)))];
  return Object.fromEntries(names.map((name) => [name, reached(runs.flatMap((run) => run[name] ?? []))]));
};

const reached = (ratios: readonly number[]): Reached => {
  const sorted = ratios.toSorted((a, b) => a - b);
  const ratio = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const farthest = Math.max(...sorted.map((each) => Math.abs(each / ratio - 1)));
  const noise = Math.max(ratios.length > FEW ? LEAST_NOISE : NOISE_OF_FEW, farthest * MARGIN);
  return { ratio: Number(ratio.toPrecision(3)), noise: Number(noise.toFixed(2)) };
};
