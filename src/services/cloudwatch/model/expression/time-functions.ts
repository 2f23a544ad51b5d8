import { ExpressionError, type MathFunction, series } from "./value.ts";

/** A figure of the moment at which each value stands, instead of the value. */
const ofTime =
  (figure: (time: Date) => number): MathFunction =>
  ([value]) => {
    if (value?.kind !== "series") throw new ExpressionError("takes a time series");
    return series([...value.series.keys()].map((time) => [time, figure(new Date(time))] as const));
  };

/** All in UTC, as on AWS; a week begins with Monday, the 1. */
export const TIME_FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  MINUTE: ofTime((time) => time.getUTCMinutes()),
  HOUR: ofTime((time) => time.getUTCHours()),
  DAY: ofTime((time) => time.getUTCDay() || 7),
  DATE: ofTime((time) => time.getUTCDate()),
  MONTH: ofTime((time) => time.getUTCMonth() + 1),
  YEAR: ofTime((time) => time.getUTCFullYear()),
  EPOCH: ofTime((time) => Math.floor(time.getTime() / 1_000)),
};
