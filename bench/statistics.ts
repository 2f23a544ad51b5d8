/** What is said of a series of measurements. Milliseconds. */
export interface Summary {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** The least of the sorted samples that at least `share` (0 to 1) of them do not exceed. */
const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;

export const summarize = (samples: readonly number[]): Summary => {
  const sorted = samples.toSorted((a, b) => a - b);
  return {
    count: sorted.length,
    p50: quantile(sorted, 0.5),
    p90: quantile(sorted, 0.9),
    p99: quantile(sorted, 0.99),
    max: sorted.at(-1) ?? Number.NaN,
  };
};

export const median = (values: readonly number[]): number => summarize(values).p50;

/** Half of what lies between the lowest and the highest, of what ought to be the same. */
export const spread = (values: readonly number[]): number => (Math.max(...values) - Math.min(...values)) / 2;
