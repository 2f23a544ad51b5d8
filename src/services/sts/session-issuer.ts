import { derivedUniqueId } from "../../aws/unique-id.ts";
import type { Clock } from "../../base/clock.ts";
import type { RoleDirectory } from "../iam/contract.ts";
import type { RoleCredentialIssuer, TemporaryCredentials } from "./contract.ts";
import { assumedRoleArn, findRoleName } from "./model/role-arn.ts";
import type { SessionRestrictions } from "./model/session.ts";
import type { SessionTokens } from "./session-tokens.ts";

/** Issues the sessions of roles, for AssumeRole and for execution environments. Touches no disk. */
export class SessionIssuer implements RoleCredentialIssuer {
  readonly #tokens: SessionTokens;
  readonly #roles: RoleDirectory;
  readonly #clock: Clock;

  constructor(tokens: SessionTokens, roles: RoleDirectory, clock: Clock) {
    this.#tokens = tokens;
    this.#roles = roles;
    this.#clock = clock;
  }

  /**
   * The role need not exist: a function outlives its role, and its calls are then refused for want of rights.
   * @throws TypeError when `roleArn` is not the ARN of a role; callers have checked that before
   */
  issue(request: {
    readonly roleArn: string;
    readonly sessionName: string;
    readonly durationSeconds: number;
    readonly restrictions?: SessionRestrictions;
  }): TemporaryCredentials {
    const role = findRoleName(request.roleArn);
    if (role === undefined) throw new TypeError(`Not the ARN of a role: ${request.roleArn}`);
    const roleId = this.roleId(request.roleArn);
    return this.#tokens.issue({
      principal: {
        kind: "assumed-role",
        accountId: role.accountId,
        arn: assumedRoleArn(role, request.sessionName),
        userId: `${roleId}:${request.sessionName}`,
      },
      expiresAtMs: this.#clock.nowMs() + request.durationSeconds * 1_000,
      roleArn: request.roleArn,
      ...(request.restrictions && { restrictions: request.restrictions }),
    });
  }

  /** The role's own id, or, without such a role, one that is always the same for its ARN. */
  roleId(roleArn: string): string {
    return this.#roles.findRole(roleArn)?.roleId ?? derivedUniqueId("AROA", roleArn);
  }
}
