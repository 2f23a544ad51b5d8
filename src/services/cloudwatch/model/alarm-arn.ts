import type { Account } from "../../../aws/account.ts";
import { findArn, formatArn } from "../../../aws/arn.ts";

export const alarmArn = ({ partition, region, accountId }: Account, alarmName: string): string =>
  formatArn({ partition, service: "cloudwatch", region, accountId, resource: `alarm:${alarmName}` });

/** @returns undefined for an ARN of something else */
export const alarmNameOf = (arn: string): string | undefined => {
  const parts = findArn(arn);
  if (parts?.service !== "cloudwatch" || !parts.resource.startsWith("alarm:")) return undefined;
  return parts.resource.slice("alarm:".length);
};
