import { invalidCombination, missingParameter, validationError } from "../exceptions.ts";
import type { MetricAlarm } from "./alarm.ts";
import { parseExpression } from "./expression/parser.ts";
import { isPeriod } from "./period.ts";
import { findStatistic } from "./statistic.ts";

/** Source: the API reference of PutMetricAlarm. */
const MAX_SPAN_SECONDS = 7 * 86_400;
const MAX_SHORT_SPAN_SECONDS = 86_400;
const MISSING_DATA = ["breaching", "notBreaching", "ignore", "missing"];

/** @throws ServiceException for an alarm that could never be evaluated */
export const checkAlarm = (settings: MetricAlarm["settings"]): void => {
  if (settings.EvaluationCriteria !== undefined) throw validationError("Alarms on PromQL queries are not supported.");
  if (settings.ThresholdMetricId !== undefined || settings.ComparisonOperator?.includes("UpperThreshold")) {
    throw validationError("Alarms on anomaly detection bands are not supported.");
  }
  if (settings.ComparisonOperator?.includes("LowerThreshold")) {
    throw validationError("Alarms on anomaly detection bands are not supported.");
  }
  if (settings.ComparisonOperator === undefined) throw missingParameter("ComparisonOperator");
  if (settings.Threshold === undefined) throw missingParameter("Threshold");
  if (settings.EvaluationPeriods === undefined) throw missingParameter("EvaluationPeriods");
  checkPeriods(settings, settings.EvaluationPeriods);
  if (settings.TreatMissingData !== undefined && !MISSING_DATA.includes(settings.TreatMissingData)) {
    throw validationError(
      `The value '${settings.TreatMissingData}' for parameter "TreatMissingData" is not supported. ` +
        `Supported values are [${MISSING_DATA.join(", ")}].`,
    );
  }
  if (settings.Metrics === undefined) checkSingleMetric(settings);
  else checkQueries(settings, settings.Metrics);
};

const checkPeriods = ({ DatapointsToAlarm, Period = 60 }: MetricAlarm["settings"], evaluationPeriods: number): void => {
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > evaluationPeriods) {
    throw validationError("DatapointsToAlarm must be less than or equal to EvaluationPeriods");
  }
  if (Period !== 10 && Period !== 20 && Period !== 30 && Period % 60 !== 0) {
    throw validationError("Period must be 10, 20, 30 or a multiple of 60");
  }
  const limit = Period >= 3_600 ? MAX_SPAN_SECONDS : MAX_SHORT_SPAN_SECONDS;
  if (Period * evaluationPeriods > limit) {
    throw validationError(
      `Metrics cannot be checked across more than ${limit === MAX_SPAN_SECONDS ? "seven days" : "a day"} ` +
        `(EvaluationPeriods * Period must be <= ${limit}).`,
    );
  }
};

const checkSingleMetric = (settings: MetricAlarm["settings"]): void => {
  const { MetricName, Namespace, Period, Statistic, ExtendedStatistic } = settings;
  if (MetricName === undefined) throw missingParameter("MetricName");
  if (Namespace === undefined) throw missingParameter("Namespace");
  if (Period === undefined) throw missingParameter("Period");
  if ((Statistic === undefined) === (ExtendedStatistic === undefined)) {
    throw invalidCombination("Exactly one of Statistic and ExtendedStatistic must be specified.");
  }
  if (ExtendedStatistic !== undefined && findStatistic(ExtendedStatistic) === undefined) {
    throw validationError(`The value ${ExtendedStatistic} for parameter ExtendedStatistic is not supported.`);
  }
};

const checkQueries = (
  settings: MetricAlarm["settings"],
  queries: NonNullable<MetricAlarm["settings"]["Metrics"]>,
): void => {
  if (settings.MetricName !== undefined) {
    throw validationError("MetricName must not be set if Metrics is set; each query names its own metric.");
  }
  const returned = queries.filter(({ ReturnData }) => ReturnData !== false);
  if (returned.length !== 1) throw validationError("Exactly one element of the metrics list should return data.");
  for (const { Id, Expression, MetricStat, Period } of queries) {
    if (Expression !== undefined && parseExpression(Expression) === undefined) {
      throw validationError(`Error in expression '${Id}': it cannot be parsed`);
    }
    if (Expression !== undefined && /\bSEARCH\s*\(/.test(Expression)) {
      throw validationError("SEARCH is not supported on Metric Alarms.");
    }
    const seconds = MetricStat?.Period ?? Period ?? 60;
    if (!isPeriod(seconds)) throw validationError(`The value ${seconds} is no valid period of the query ${Id}.`);
  }
};
