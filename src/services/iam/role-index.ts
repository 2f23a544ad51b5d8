import type { Account } from "../../aws/account.ts";
import type { RoleDirectory, RoleFacts } from "./contract.ts";
import { roleArn } from "./model/arns.ts";
import type { Role } from "./model/role.ts";

/** Roles in memory: issuing credentials on a cold start waits for nothing. Changed after the database has changed. */
export class RoleIndex implements RoleDirectory {
  readonly #account: Account;
  readonly #byArn = new Map<string, RoleFacts>();
  readonly #byId = new Map<string, RoleFacts>();

  constructor(account: Account) {
    this.#account = account;
  }

  findRole(arn: string): RoleFacts | undefined {
    return this.#byArn.get(arn);
  }

  findRoleById(roleId: string): RoleFacts | undefined {
    return this.#byId.get(roleId);
  }

  put(role: Role): void {
    const facts: RoleFacts = {
      roleName: role.roleName,
      roleId: role.roleId,
      arn: roleArn(this.#account, role),
      maxSessionDurationSeconds: role.maxSessionDurationSeconds,
      assumeRolePolicyDocument: role.assumeRolePolicyDocument,
    };
    this.#byArn.set(facts.arn, facts);
    this.#byId.set(facts.roleId, facts);
  }

  remove(role: Role): void {
    this.#byArn.delete(roleArn(this.#account, role));
    this.#byId.delete(role.roleId);
  }
}
