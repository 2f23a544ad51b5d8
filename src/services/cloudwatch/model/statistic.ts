import type { Distribution } from "./distribution.ts";

/** Reads one figure off a distribution; undefined when it cannot be told. */
export type Statistic = (distribution: Distribution) => number | undefined;

type Entries = readonly (readonly [value: number, count: number])[];

/** A part of the values, from the lowest: between two shares of their number, or between two values. */
interface Range {
  readonly kind: "share" | "value";
  readonly from: number;
  readonly to: number;
}

const PERCENTILE = /^p(\d{1,2}(?:\.\d{0,10})?|100)$/;
const SHORT_FORM = /^(tm|tc|ts|wm)(\d{1,2}(?:\.\d{0,10})?|100)$/;
const LONG_FORM = /^(TM|TC|TS|WM)\((\d*(?:\.\d{0,10})?)(%?):(\d*(?:\.\d{0,10})?)(%?)\)$/;
const PERCENTILE_RANK = /^PR\((\d*(?:\.\d{0,10})?):(\d*(?:\.\d{0,10})?)\)$/;

/**
 * Parses a statistic as AWS writes them: `Sum`, `p99.9`, `tm90`, `TM(10%:90%)`, `TC(0.5:10)`, `PR(:300)`, `IQM`.
 * @returns undefined for what is none
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export const findStatistic = (name: string): Statistic | undefined => {
  const simple = Object.hasOwn(SIMPLE, name) ? SIMPLE[name] : undefined;
  if (simple !== undefined) return simple;
  const percentile = PERCENTILE.exec(name);
  if (percentile !== null) return percentileOf(Number(percentile[1]) / 100);
  const short = SHORT_FORM.exec(name);
  if (short !== null) return trimmed(short[1] ?? "", { kind: "share", from: 0, to: Number(short[2]) / 100 });
  const rank = PERCENTILE_RANK.exec(name);
  if (rank !== null) {
    const range = { kind: "value", from: bound(rank[1], -Infinity), to: bound(rank[2], Infinity) } as const;
    return onEntries((entries) => (countOf(within(entries, range)) / countOf(entries)) * 100);
  }
  return longForm(name);
};

const SIMPLE: Readonly<Record<string, Statistic>> = {
  SampleCount: ({ sampleCount }) => sampleCount,
  Sum: ({ sum }) => sum,
  Average: ({ average }) => average,
  Minimum: ({ minimum }) => minimum,
  Maximum: ({ maximum }) => maximum,
  IQM: (distribution) => trimmed("tm", { kind: "share", from: 0.25, to: 0.75 })(distribution),
};

const longForm = (name: string): Statistic | undefined => {
  const parts = LONG_FORM.exec(name);
  if (parts === null) return undefined;
  const [, figure = "", from, fromUnit, to, toUnit] = parts;
  const isShare = fromUnit === "%" || toUnit === "%";
  // The unit of a bound that is left out follows from the other's; two different ones mean nothing.
  if (isShare && ((from !== "" && fromUnit !== "%") || (to !== "" && toUnit !== "%"))) return undefined;
  const range: Range = isShare
    ? { kind: "share", from: bound(from, 0) / 100, to: bound(to, 100) / 100 }
    : { kind: "value", from: bound(from, -Infinity), to: bound(to, Infinity) };
  return trimmed(figure.toLowerCase(), range);
};

const bound = (text: string | undefined, open: number): number =>
  text === undefined || text === "" ? open : Number(text);

const percentileOf = (share: number): Statistic =>
  onEntries((entries) => {
    const wanted = share * countOf(entries);
    let seen = 0;
    for (const [value, count] of entries) {
      seen += count;
      if (seen >= wanted) return value;
    }
    return entries.at(-1)?.[0];
  });

/** Trimmed mean, trimmed count, trimmed sum, winsorized mean. */
const trimmed = (figure: string, range: Range): Statistic =>
  onEntries((entries) => {
    const kept = within(entries, range);
    switch (figure) {
      case "tc":
        return countOf(kept);
      case "ts":
        return sumOf(kept);
      case "tm":
        return kept.length === 0 ? undefined : sumOf(kept) / countOf(kept);
      default:
        return winsorizedMean(entries, kept);
    }
  });

/** What is cut off counts as much as the nearest that is kept. */
const winsorizedMean = (entries: Entries, kept: Entries): number | undefined => {
  const [lowest, highest] = [kept[0]?.[0], kept.at(-1)?.[0]];
  if (lowest === undefined || highest === undefined) return undefined;
  const clamped = entries.map(([value, count]) => [Math.min(Math.max(value, lowest), highest), count] as const);
  return sumOf(clamped) / countOf(entries);
};

const within = (entries: Entries, { kind, from, to }: Range): Entries => {
  if (kind === "value") return entries.filter(([value]) => value > from && value <= to);
  const total = countOf(entries);
  let seen = 0;
  return entries.flatMap(([value, count]) => {
    const kept = Math.min(seen + count, to * total) - Math.max(seen, from * total);
    seen += count;
    return kept > 0 ? [[value, kept] as const] : [];
  });
};

const onEntries =
  (read: (entries: Entries) => number | undefined): Statistic =>
  ({ sorted }) =>
    sorted === undefined || sorted.length === 0 ? undefined : read(sorted);

const countOf = (entries: Entries): number => entries.reduce((total, [, count]) => total + count, 0);

const sumOf = (entries: Entries): number => entries.reduce((total, [value, count]) => total + value * count, 0);
