/** What a chapter of the benchmark found, to be printed, kept, compared and drawn. */
export interface Findings {
  readonly tables: readonly Table[];
  /** By name, such as `warm.lambkin.p50Ms`. What ratios and budgets are made of. */
  readonly figures: Readonly<Record<string, number>>;
  /** Everything that was measured, for whoever does not trust the tables. */
  readonly samples: Readonly<Record<string, unknown>>;
}

export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What must be known to read it. */
  readonly note?: string;
}

/** As many digits as tell something: three, all of them of what is large or counted. */
export const format = (value: number): string => {
  if (!Number.isFinite(value)) return "-";
  if (value >= 100 || Number.isInteger(value)) return Math.round(value).toLocaleString("en-US");
  return value >= 10 ? value.toFixed(1) : value.toPrecision(2);
};
