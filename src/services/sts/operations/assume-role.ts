import type { Principal } from "../../../aws/principal.ts";
import type { AssumeRoleRequest } from "../../../models/generated/sts.ts";
import type { RoleDirectory, RoleFacts } from "../../iam/contract.ts";
import {
  assumeRoleDenied,
  durationExceedsChaining,
  durationExceedsRole,
  invalidRoleArn,
  mfaFailed,
} from "../exceptions.ts";
import { toCredentials } from "../model/credentials.ts";
import { assumedRoleArn, findRoleName } from "../model/role-arn.ts";
import { packedPolicyPercent, parseRestrictions } from "../model/session-restrictions.ts";
import { trusts } from "../model/trust-policy.ts";
import { operation } from "../operation.ts";

const DEFAULT_DURATION_SECONDS = 3_600;
/** Longest session of a role that was assumed by another role. Source: AssumeRole. */
const MAX_CHAINED_DURATION_SECONDS = 3_600;

/**
 * PARITY: AWS lets no root user assume a role. Here root's key pair is the operator's first and often only one, so
 * root is treated as any other principal of the account.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export const assumeRole = operation("AssumeRole", async (input, { caller, roles, issuer }) => {
  const name = findRoleName(input.RoleArn);
  if (name === undefined) throw invalidRoleArn(input.RoleArn);
  if (input.SerialNumber !== undefined || input.TokenCode !== undefined) throw mfaFailed();
  const role = roles.findRole(input.RoleArn);
  if (role === undefined || !trusts(role.assumeRolePolicyDocument, caller, roleArnOf(caller, roles))) {
    throw assumeRoleDenied(caller.arn, input.RoleArn);
  }
  const restrictions = parseRestrictions(input);
  const credentials = issuer.issue({
    roleArn: input.RoleArn,
    sessionName: input.RoleSessionName,
    durationSeconds: checkDuration(input, role, caller),
    restrictions,
  });
  return {
    Credentials: toCredentials(credentials),
    AssumedRoleUser: {
      AssumedRoleId: `${role.roleId}:${input.RoleSessionName}`,
      Arn: assumedRoleArn(name, input.RoleSessionName),
    },
    PackedPolicySize: packedPolicyPercent(restrictions),
    SourceIdentity: input.SourceIdentity,
  };
});

const roleArnOf = (caller: Principal, roles: RoleDirectory): string | undefined => {
  if (caller.kind !== "assumed-role") return undefined;
  const [roleId = ""] = caller.userId.split(":");
  return roles.findRoleById(roleId)?.arn;
};

const checkDuration = (input: AssumeRoleRequest, role: RoleFacts, caller: Principal): number => {
  const durationSeconds = input.DurationSeconds ?? DEFAULT_DURATION_SECONDS;
  if (durationSeconds > role.maxSessionDurationSeconds) throw durationExceedsRole();
  if (caller.kind === "assumed-role" && durationSeconds > MAX_CHAINED_DURATION_SECONDS) {
    throw durationExceedsChaining();
  }
  return durationSeconds;
};
