import { dashboardArn } from "../model/dashboard-arn.ts";
import { pageOf } from "../model/page.ts";
import { operation } from "../operation.ts";

/** Source: the API reference of ListDashboards. */
const PAGE_ITEMS = 1_000;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListDashboards.html */
export const listDashboards = operation("ListDashboards", async (input, { dashboards, account }) => {
  const all = await dashboards.list(input.DashboardNamePrefix ?? "");
  const { items, nextToken } = pageOf(all, { nextToken: input.NextToken, limit: PAGE_ITEMS });
  return {
    DashboardEntries: items.map(({ dashboardName, lastModifiedMs, sizeBytes }) => ({
      DashboardName: dashboardName,
      DashboardArn: dashboardArn(account, dashboardName),
      LastModified: new Date(lastModifiedMs),
      Size: sizeBytes,
    })),
    NextToken: nextToken,
  };
});
