import type { DimensionFilter } from "../../../models/generated/cloudwatch.ts";
import type { Metric } from "../contract.ts";
import { pageOf } from "../model/page.ts";
import { wireMetricOf } from "../model/wire-metric.ts";
import { operation } from "../operation.ts";

const HOUR_MS = 3_600_000;
/** PARITY: metrics without data for two weeks are not listed any more, though their data can be read. */
const LISTED_FOR_MS = 14 * 24 * HOUR_MS;
const RECENT_MS = 3 * HOUR_MS;
/** Source: the API reference of ListMetrics. */
const PAGE_ITEMS = 500;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html */
export const listMetrics = operation("ListMetrics", async (input, { metrics, reader, clock, account }) => {
  const { Namespace: namespace, MetricName: metricName, Dimensions: filters = [] } = input;
  await reader.refresh();
  const activeSinceMs = clock.nowMs() - (input.RecentlyActive === "PT3H" ? RECENT_MS : LISTED_FOR_MS);
  const isOurs = input.OwningAccount === undefined || input.OwningAccount === account.accountId;
  const all = isOurs ? await metrics.list({ namespace, metricName, activeSinceMs }) : [];
  const wanted = all.filter((metric) => filters.every((filter) => matches(metric, filter)));
  const { items, nextToken } = pageOf(wanted, { nextToken: input.NextToken, limit: PAGE_ITEMS });
  return {
    Metrics: items.map(wireMetricOf),
    NextToken: nextToken,
    OwningAccounts: input.IncludeLinkedAccounts ? items.map(() => account.accountId) : undefined,
  };
});

const matches = ({ dimensions }: Metric, { Name, Value }: DimensionFilter): boolean =>
  dimensions.some(({ name, value }) => name === Name && (Value === undefined || value === Value));
