import { dashboardNotFound } from "../exceptions.ts";
import { dashboardArn } from "../model/dashboard-arn.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetDashboard.html */
export const getDashboard = operation("GetDashboard", async ({ DashboardName }, { dashboards, account }) => {
  const dashboard = await dashboards.find(DashboardName);
  if (dashboard === undefined) throw dashboardNotFound(DashboardName);
  return { DashboardArn: dashboardArn(account, DashboardName), DashboardBody: dashboard.body, DashboardName };
});
