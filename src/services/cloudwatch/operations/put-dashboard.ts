import { invalidDashboard, invalidDashboardName, notSupported } from "../exceptions.ts";
import { dashboardFaults } from "../model/dashboard.ts";
import { operation } from "../operation.ts";

/** Source: the API reference of PutDashboard. */
const NAME = /^[\w-]{1,255}$/;

/**
 * Dashboards are kept for those who draw them; nobody does here.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
 */
export const putDashboard = operation("PutDashboard", async (input, { dashboards, clock }) => {
  const { DashboardName: dashboardName, DashboardBody: body, Tags = [] } = input;
  if (!NAME.test(dashboardName)) throw invalidDashboardName(dashboardName);
  if (Tags.length > 0) throw notSupported("Tags of dashboards are");
  const faults = dashboardFaults(body);
  if (faults.length > 0) throw invalidDashboard(faults);
  await dashboards.save({ dashboardName, body, lastModifiedMs: clock.nowMs() });
  return { DashboardValidationMessages: [] };
});
