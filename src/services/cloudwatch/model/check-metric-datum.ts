import type { MetricDatum } from "../../../models/generated/cloudwatch.ts";
import { invalidParameter, invalidValue, missingParameter, mutuallyExclusive, sizesDiffer } from "../exceptions.ts";
import type { IncomingValues } from "../metric-buffer.ts";
import { Distribution, type DistributionState } from "./distribution.ts";
import { isMetricValue } from "./magnitude.ts";
import { metricOf } from "./wire-metric.ts";

const HOUR_MS = 3_600_000;
/** Source for all of these: the API reference of PutMetricData and MetricDatum. */
const MAX_AGE_MS = 14 * 24 * HOUR_MS;
const MAX_AHEAD_MS = 2 * HOUR_MS;
const MAX_VALUES = 150;

/**
 * What one datum of PutMetricData says.
 * @param at its place in the request, for example `MetricData.member.1`
 * @throws ServiceException
 */
export const parseMetricDatum = (namespace: string, datum: MetricDatum, at: string, nowMs: number): IncomingValues => {
  const { Timestamp, StorageResolution = 60, Unit = "None" } = datum;
  if (StorageResolution !== 1 && StorageResolution !== 60)
    throw invalidValue(StorageResolution, `${at}.StorageResolution`);
  const timestampMs = Timestamp?.getTime() ?? nowMs;
  if (timestampMs < nowMs - MAX_AGE_MS || timestampMs > nowMs + MAX_AHEAD_MS) {
    throw invalidParameter(
      `The parameter ${at}.Timestamp must specify a time within the past two weeks and no more than two hours from now.`,
    );
  }
  checkDimensions(datum, at);
  const metric = metricOf({ ...datum, Namespace: namespace });
  return { metric, unit: Unit, timestampMs, resolutionSeconds: StorageResolution, values: valuesOf(datum, at) };
};

const checkDimensions = ({ Dimensions = [] }: MetricDatum, at: string): void => {
  const names = Dimensions.map(({ Name }) => Name);
  if (new Set(names).size !== names.length) {
    throw invalidParameter(`The parameter ${at}.Dimensions must not name a dimension twice.`);
  }
};

const valuesOf = (datum: MetricDatum, at: string): DistributionState => {
  const { Value, Values, StatisticValues } = datum;
  if (Value !== undefined && Values !== undefined) throw mutuallyExclusive(`${at}.Value`, `${at}.Values`);
  if (Value !== undefined && StatisticValues !== undefined) {
    throw mutuallyExclusive(`${at}.Value`, `${at}.StatisticValues`);
  }
  if (Values !== undefined && StatisticValues !== undefined) {
    throw mutuallyExclusive(`${at}.Values`, `${at}.StatisticValues`);
  }
  if (Value !== undefined) return single(checked(Value, `${at}.Value`));
  if (Values !== undefined) return several(Values, datum.Counts, at);
  if (StatisticValues !== undefined) return statisticSet(StatisticValues, `${at}.StatisticValues`);
  throw missingParameter(`${at}.Value`);
};

const single = (value: number): DistributionState => {
  const distribution = new Distribution();
  distribution.add(value);
  return distribution.state;
};

const several = (values: readonly number[], counts: readonly number[] | undefined, at: string): DistributionState => {
  if (counts !== undefined && counts.length !== values.length) throw sizesDiffer(`${at}.Values`, `${at}.Counts`);
  if (values.length === 0 || values.length > MAX_VALUES) {
    throw invalidParameter(`The collection ${at}.Values must have a size from 1 to ${MAX_VALUES}.`);
  }
  const distribution = new Distribution();
  for (const [index, value] of values.entries()) {
    const count = checked(counts?.[index] ?? 1, `${at}.Counts.member.${index + 1}`);
    if (count <= 0) throw invalidValue(count, `${at}.Counts.member.${index + 1}`);
    distribution.add(checked(value, `${at}.Values.member.${index + 1}`), count);
  }
  return distribution.state;
};

/** PARITY: percentiles can be told of a statistic set only where all its values are one and the same. */
const statisticSet = (
  { SampleCount, Sum, Minimum, Maximum }: NonNullable<MetricDatum["StatisticValues"]>,
  at: string,
): DistributionState => {
  if (checked(SampleCount, `${at}.SampleCount`) <= 0) throw invalidValue(SampleCount, `${at}.SampleCount`);
  checked(Sum, `${at}.Sum`);
  if (checked(Minimum, `${at}.Minimum`) > checked(Maximum, `${at}.Maximum`)) {
    throw invalidParameter(`The parameter ${at}.Maximum must be greater than ${at}.Minimum.`);
  }
  const totals = { sampleCount: SampleCount, sum: Sum, minimum: Minimum, maximum: Maximum, coarseness: 0 };
  return { ...totals, entries: Minimum === Maximum ? [[Minimum, SampleCount]] : [] };
};

const checked = (value: number, name: string): number => {
  if (!isMetricValue(value)) throw invalidValue(value, name);
  return value;
};
