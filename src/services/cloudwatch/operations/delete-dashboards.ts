import { dashboardNotFound } from "../exceptions.ts";
import { operation } from "../operation.ts";

/**
 * PARITY: of several, none is deleted when one is not there.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteDashboards.html
 */
export const deleteDashboards = operation("DeleteDashboards", async ({ DashboardNames }, { dashboards }) => {
  const missing = await dashboards.remove(DashboardNames);
  if (missing !== undefined) throw dashboardNotFound(missing);
  return {};
});
