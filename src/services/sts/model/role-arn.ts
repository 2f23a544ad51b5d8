import { findArn } from "../../../aws/arn.ts";

/** A role as its ARN names it. */
export interface RoleName {
  readonly partition: string;
  readonly accountId: string;
  /** Without the path. */
  readonly roleName: string;
}

/** @returns undefined when the ARN is not that of a role */
export const findRoleName = (roleArn: string): RoleName | undefined => {
  const arn = findArn(roleArn);
  if (arn === undefined || arn.service !== "iam" || !arn.resource.startsWith("role/")) return undefined;
  const roleName = arn.resource.slice(arn.resource.lastIndexOf("/") + 1);
  return roleName === "" ? undefined : { partition: arn.partition, accountId: arn.accountId, roleName };
};

/** The identity of a session. PARITY: the role's path is not part of it. */
export const assumedRoleArn = (role: RoleName, sessionName: string): string =>
  `arn:${role.partition}:sts::${role.accountId}:assumed-role/${role.roleName}/${sessionName}`;
