import type { ComparisonOperator, StateValue } from "../../../models/generated/cloudwatch.ts";

/** A period that an alarm looks at; undefined without data. */
export interface JudgedPeriod {
  readonly startsAtMs: number;
  readonly value: number | undefined;
}

export interface AlarmRule {
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparisonOperator: ComparisonOperator;
  readonly treatMissingData: "missing" | "ignore" | "breaching" | "notBreaching";
}

/** `keep`: nothing is known that would change the state. */
export type Judgement =
  | { readonly kind: "keep" }
  | { readonly kind: "state"; readonly value: StateValue; readonly judged: readonly JudgedPeriod[] };

/** AWS looks further back than it must, so that late or missing data does not decide; it does not say how far. */
export const EXTRA_PERIODS = 2;

/**
 * PARITY: with enough data in sight, missing periods are passed over; otherwise only as many are made up as are needed.
 * @param periods the latest last: the periods to evaluate, and EXTRA_PERIODS before them
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export const judgeAlarm = (periods: readonly JudgedPeriod[], rule: AlarmRule): Judgement => {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = rule;
  const known = periods.filter(({ value }) => value !== undefined);
  const judged = known.slice(-evaluationPeriods);
  const breaching = judged.filter(({ value }) => isBreaching(value ?? NaN, rule)).length;
  const missing = evaluationPeriods - judged.length;
  const state = (value: StateValue): Judgement => ({ kind: "state", value, judged });

  const needed = treatMissingData === "breaching" ? datapointsToAlarm - missing : datapointsToAlarm;
  if (breaching >= needed) return state("ALARM");
  if (missing <= 0 || treatMissingData === "breaching" || treatMissingData === "notBreaching") return state("OK");
  if (treatMissingData === "ignore") return breaching < judged.length ? state("OK") : { kind: "keep" };
  if (judged.length === 0) return state("INSUFFICIENT_DATA");
  return state(breaching === judged.length ? "ALARM" : "OK");
};

/** Comparisons with a band are refused when an alarm is made. */
const COMPARE: Partial<Record<ComparisonOperator, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

const isBreaching = (value: number, { comparisonOperator, threshold }: AlarmRule): boolean =>
  COMPARE[comparisonOperator]?.(value, threshold) ?? false;
