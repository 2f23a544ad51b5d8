import type { Account } from "../../../aws/account.ts";
import type { Role as RoleShape } from "../../../models/generated/iam.ts";
import { roleArn } from "./arns.ts";
import { encodePolicyDocument } from "./policy-text.ts";
import type { Role } from "./role.ts";
import { toTagList } from "./tags.ts";
import { toTimestamp } from "./timestamp.ts";

/** What every answer about a role holds. PARITY: lists leave out tags and the boundary. */
export const toListedRole = (role: Role, account: Account): RoleShape => ({
  Path: role.path,
  RoleName: role.roleName,
  RoleId: role.roleId,
  Arn: roleArn(account, role),
  CreateDate: toTimestamp(role.createdAtMs),
  AssumeRolePolicyDocument: encodePolicyDocument(role.assumeRolePolicyDocument),
  Description: role.description,
  MaxSessionDuration: role.maxSessionDurationSeconds,
});

/** PARITY: only GetRole speaks of the last use, and leaves it empty while there is none. */
export const toRole = (role: Role, account: Account): RoleShape => ({
  ...toCreatedRole(role, account),
  MaxSessionDuration: role.maxSessionDurationSeconds,
  RoleLastUsed: {},
});

/** PARITY: CreateRole does not repeat the session duration. */
export const toCreatedRole = (role: Role, account: Account): RoleShape => ({
  ...toListedRole(role, account),
  MaxSessionDuration: undefined,
  PermissionsBoundary:
    role.permissionsBoundaryArn === undefined
      ? undefined
      : { PermissionsBoundaryType: "PermissionsBoundaryPolicy", PermissionsBoundaryArn: role.permissionsBoundaryArn },
  Tags: Object.keys(role.tags).length === 0 ? undefined : toTagList(role.tags),
});
