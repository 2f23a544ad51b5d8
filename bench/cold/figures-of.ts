import { summarize } from "../statistics.ts";

/** Milliseconds by what was measured, such as `node.prepared`. */
export type Samples = Record<string, readonly number[]>;

export const figuresOf = (samples: Samples): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(samples).flatMap(([name, measured]) => {
      const { p50, p99 } = summarize(measured);
      return [[`cold.${name}.p50Ms`, p50] as const, [`cold.${name}.p99Ms`, p99] as const];
    }),
  );
