/** Values by the start of their periods, in milliseconds, the oldest first. */
export type TimeSeries = ReadonlyMap<number, number>;

/** What an expression yields: a number, a time series, several of them, or a word for a function. */
export type MathValue =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "series"; readonly series: TimeSeries }
  | { readonly kind: "list"; readonly items: readonly TimeSeries[] }
  | { readonly kind: "text"; readonly text: string };

/** What math is done within: the times that may have values. */
export interface MathRange {
  readonly startMs: number;
  readonly endMs: number;
  readonly periodMs: number;
}

export type MathFunction = (parameters: readonly MathValue[], range: MathRange) => MathValue;

/** An expression that means nothing; the message tells the caller why. */
export class ExpressionError extends Error {}

export const number = (value: number): MathValue => ({ kind: "number", value });

/** Values that are no finite numbers are left out, as AWS does after a division by zero. */
export const series = (entries: Iterable<readonly [number, number]>): MathValue => ({
  kind: "series",
  series: new Map([...entries].filter(([, value]) => Number.isFinite(value))),
});
