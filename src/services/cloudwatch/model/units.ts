import type { StandardUnit } from "../../../models/generated/cloudwatch.ts";

const SIZES = ["Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes"] as const;
const BITS = ["Bits", "Kilobits", "Megabits", "Gigabits", "Terabits"] as const;
const COUNTS = ["Count", ...SIZES, ...BITS] as const;

const UNITS: ReadonlySet<string> = new Set<StandardUnit>([
  "Seconds",
  "Microseconds",
  "Milliseconds",
  "Percent",
  "None",
  ...COUNTS,
  ...COUNTS.map((unit) => `${unit}/Second` as const),
]);

export const isUnit = (text: unknown): text is StandardUnit => typeof text === "string" && UNITS.has(text);
