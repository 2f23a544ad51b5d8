import type { Account } from "../../../aws/account.ts";

const iamArn = ({ partition, accountId }: Account, resource: string): string =>
  `arn:${partition}:iam::${accountId}:${resource}`;

export const roleArn = (account: Account, role: { readonly path: string; readonly roleName: string }): string =>
  iamArn(account, `role${role.path}${role.roleName}`);

export const userArn = (account: Account, user: { readonly path: string; readonly userName: string }): string =>
  iamArn(account, `user${user.path}${user.userName}`);

export const policyArn = (account: Account, policy: { readonly path: string; readonly policyName: string }): string =>
  iamArn(account, `policy${policy.path}${policy.policyName}`);

/** The name at the end of a policy's ARN. */
export const policyNameOfArn = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);

/** From the first slash to the last, both included. */
export const policyPathOfArn = (arn: string): string => arn.slice(arn.indexOf("/"), arn.lastIndexOf("/") + 1);
