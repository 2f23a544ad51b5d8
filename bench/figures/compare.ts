import { format, type Table } from "../chapter/findings.ts";
import { RATIOS } from "./ratios.ts";

/** What a ratio was in several runs. */
export interface Reached {
  readonly ratio: number;
  /** How far from it runs without any change are, as a share of it. */
  readonly noise: number;
}

export type Baseline = Readonly<Record<string, Reached>>;

export interface Comparison {
  readonly table: Table;
  /** Names of ratios that are worse than they were by more than their noise. */
  readonly lost: readonly string[];
}

/**
 * Holds the ratios of a run beside those that were reached before.
 * @param noiseTimes how much more noise a run may have than those that the baseline is from
 */
export const compare = (
  ratios: Readonly<Record<string, number>>,
  baseline: Baseline,
  noiseTimes: number,
): Comparison => {
  const lost: string[] = [];
  const known = RATIOS.filter(({ name }) => ratios[name] !== undefined || baseline[name] !== undefined);
  const rows = known.map(({ name, better }) => {
    const ratio = ratios[name] ?? Number.NaN;
    const reached = baseline[name];
    if (reached === undefined) return [name, format(ratio), "-", "-", "new"];
    if (Number.isNaN(ratio)) return [name, "-", format(reached.ratio), "-", "not measured"];
    const noise = reached.noise * noiseTimes;
    const worse = better === "lower" ? ratio / reached.ratio - 1 : reached.ratio / ratio - 1;
    if (worse > noise) lost.push(name);
    const verdict = worse > noise ? "lost" : worse < -noise ? "better" : "held";
    return [name, format(ratio), format(reached.ratio), `${Math.round(noise * 100)} %`, verdict];
  });
  return { table: { title: "Ratios", head: ["", "now", "reached", "noise", ""], rows }, lost };
};
