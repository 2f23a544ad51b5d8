import type { MetricDataResult } from "../../../models/generated/cloudwatch.ts";
import { startNotBeforeEnd, validationError } from "../exceptions.ts";
import { type QueryResult, runQueries } from "../metric-queries.ts";
import { pageOf } from "../model/page.ts";
import { operation } from "../operation.ts";

/** Most values of one answer, all results together. Source: the API reference of GetMetricData. */
const MAX_DATAPOINTS = 100_800;

/**
 * The values of all results are one list for paging, as they stand in the answer.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export const getMetricData = operation("GetMetricData", async (input, { reader }) => {
  const startMs = input.StartTime.getTime();
  const endMs = input.EndTime.getTime();
  if (startMs >= endMs) throw startNotBeforeEnd();
  const limit = input.MaxDatapoints ?? MAX_DATAPOINTS;
  if (limit < 1 || limit > MAX_DATAPOINTS) {
    throw validationError(`The value ${limit} for parameter MaxDatapoints must be from 1 to ${MAX_DATAPOINTS}.`);
  }
  await reader.refresh();
  const results = await runQueries(input.MetricDataQueries, { startMs, endMs }, reader);
  const all = results.flatMap((result, index) => valuesOf(result, input.ScanBy).map((value) => ({ index, value })));
  const { items, nextToken } = pageOf(all, { nextToken: input.NextToken, limit });
  const last = items.at(-1)?.index ?? -1;
  const pages = Map.groupBy(items, ({ index }) => index);
  return {
    MetricDataResults: results.map((result, index): MetricDataResult => {
      const values = (pages.get(index) ?? []).map(({ value }) => value);
      return {
        Id: result.query.Id,
        Label: labelOf(result),
        Timestamps: values.map(([time]) => new Date(time)),
        Values: values.map(([, value]) => value),
        // What comes with the next page is partial until then.
        StatusCode: nextToken !== undefined && index >= last ? "PartialData" : "Complete",
      };
    }),
    Messages: [],
    NextToken: nextToken,
  };
});

/** PARITY: the newest first unless asked otherwise. */
const valuesOf = ({ series }: QueryResult, scanBy: string | undefined): readonly (readonly [number, number])[] => {
  const values = [...series].sort(([a], [b]) => a - b);
  return scanBy === "TimestampAscending" ? values : values.reverse();
};

const labelOf = ({ query, foundAs }: QueryResult): string =>
  query.Label ?? foundAs ?? query.MetricStat?.Metric.MetricName ?? query.Id;
