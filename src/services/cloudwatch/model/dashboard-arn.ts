import type { Account } from "../../../aws/account.ts";
import { formatArn } from "../../../aws/arn.ts";

/** PARITY: dashboards belong to no region. */
export const dashboardArn = ({ partition, accountId }: Account, dashboardName: string): string =>
  formatArn({ partition, service: "cloudwatch", region: "", accountId, resource: `dashboard/${dashboardName}` });
