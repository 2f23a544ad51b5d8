import { evaluatePolicy, type PolicyVerdict } from "../../aws/evaluate-policy.ts";
import { listOf, type PolicyDocument, type PolicyStatement } from "../../aws/policy-document.ts";
import type { Clock } from "../../base/clock.ts";
import type { RoleAction, RoleDirectory, RolePermissions, RoleVerdict } from "./contract.ts";
import { AWS_MANAGED_POLICIES } from "./model/aws-managed-policies.ts";
import { trustsService } from "./model/trusts-service.ts";
import { versionsOf } from "./policies.ts";
import type { IamStore } from "./store/iam-store.ts";

/**
 * Reads the policies of a role anew for each question, so that a change of them counts at once.
 * LIMIT: variables in policies (`${aws:username}`) stand for nothing, so that statements with them never apply.
 */
export class StoredRolePermissions implements RolePermissions {
  readonly #store: IamStore;
  readonly #roles: RoleDirectory;
  readonly #clock: Clock;

  constructor(store: IamStore, roles: RoleDirectory, clock: Clock) {
    this.#store = store;
    this.#roles = roles;
    this.#clock = clock;
  }

  trustsService(roleArn: string, service: string): boolean | undefined {
    const role = this.#roles.findRole(roleArn);
    return role && trustsService(role.assumeRolePolicyDocument, service);
  }

  async judge(roleArn: string, action: RoleAction): Promise<RoleVerdict> {
    const role = this.#roles.findRole(roleArn);
    if (role === undefined) return "unknown-role";
    const record = await this.#store.roles.find(role.roleName);
    if (record === undefined) return "unknown-role";
    const { permissionsBoundaryArn: boundary } = record;
    if (boundary !== undefined && this.#verdict(await this.#managed([boundary]), roleArn, action) !== "Allow") {
      return "forbidden";
    }
    const { inlinePolicies, attachments } = this.#store;
    const inline = (await inlinePolicies.list(role.roleId)).map(({ document }) => document);
    const managed = await this.#managed(await attachments.list(role.roleId));
    const verdict = this.#verdict([...inline, ...managed], roleArn, action);
    if (verdict === "Deny") return "forbidden";
    return verdict === "Allow" ? "allowed" : "unmentioned";
  }

  #verdict(documents: readonly string[], roleArn: string, { action, resource }: RoleAction): PolicyVerdict {
    const nowMs = this.#clock.nowMs();
    const context = new Map([
      ["aws:principalarn", roleArn],
      ["aws:principalaccount", roleArn.split(":")[4] ?? ""],
      ["aws:currenttime", new Date(nowMs).toISOString()],
      ["aws:epochtime", String(Math.floor(nowMs / 1_000))],
    ]);
    return evaluatePolicy(documents.flatMap(statementsOf), { principal: undefined, action, resource, context });
  }

  /** The texts of managed policies as they hold now; one that is gone says nothing. */
  async #managed(policyArns: readonly string[]): Promise<readonly string[]> {
    const texts = await Promise.all(policyArns.map((policyArn) => this.#textOf(policyArn)));
    return texts.filter((text) => text !== undefined);
  }

  async #textOf(policyArn: string): Promise<string | undefined> {
    const policy = AWS_MANAGED_POLICIES.get(policyArn) ?? (await this.#store.policies.find(policyArn));
    if (policy === undefined) return undefined;
    const versions = await versionsOf(this.#store, policy);
    return versions.find(({ version }) => version === policy.defaultVersion)?.document;
  }
}

/** Policies of a role name nobody: they are about the role that has them. Their grammar was checked when they were put. */
const statementsOf = (document: string): readonly PolicyStatement[] =>
  listOf((JSON.parse(document) as PolicyDocument).Statement).map((statement) => ({ ...statement, Principal: "*" }));
