import { type Arn, findArn } from "../../../aws/arn.ts";
import { evaluatePolicy, type PolicyVerdict } from "../../../aws/evaluate-policy.ts";
import type { PolicyStatement } from "../../../aws/policy-document.ts";
import type { Account } from "../../../aws/account.ts";
import type { Principal } from "../../../aws/principal.ts";
import type { RolePermissions } from "../../iam/contract.ts";
import { deliveryPermission } from "../model/delivery-permission.ts";
import { LATEST, parseFunctionReference } from "../model/function-reference.ts";
import type { LambdaRecords } from "../store/lambda-records.ts";

/** Where a record is to go, and in whose name. */
export interface PlannedDelivery {
  readonly functionName: string;
  /** The function's execution role. */
  readonly roleArn: string;
  readonly targetArn: string;
}

/**
 * Whether a function's role may tell a target of its events. The policies of the role decide, and for functions of this
 * server the policy of the function, too.
 * LIMIT: of a role that this server does not have nothing is known: it may. What policies of queues, topics, buses and
 * buckets would allow to a role that its own policies do not, is not looked at.
 */
export class DeliveryPermissions {
  readonly #roles: RolePermissions;
  readonly #policies: LambdaRecords["policies"];
  readonly #account: Account;

  constructor(roles: RolePermissions, { policies }: Pick<LambdaRecords, "policies">, account: Account) {
    this.#roles = roles;
    this.#policies = policies;
    this.#account = account;
  }

  async mayDeliver({ functionName, roleArn, targetArn }: PlannedDelivery): Promise<boolean> {
    const needed = deliveryPermission(targetArn, functionName);
    if (needed === undefined) return true;
    const verdict = await this.#roles.judge(roleArn, needed);
    switch (verdict) {
      case "unknown-role":
        return true;
      case "forbidden":
        return false;
      case "allowed":
        return (await this.#policyOf(targetArn, roleArn)) !== "Deny";
      case "unmentioned":
        return (await this.#policyOf(targetArn, roleArn)) === "Allow";
      default:
        return verdict satisfies never;
    }
  }

  /** What the policy of a target says that is a function of this server; undefined for other targets. */
  async #policyOf(targetArn: string, roleArn: string): Promise<PolicyVerdict> {
    const arn = findArn(targetArn);
    if (arn === undefined || !this.#isOwnFunction(arn)) return undefined;
    const { functionName, qualifier = LATEST } = parseFunctionReference(targetArn, undefined, this.#account);
    const policy = await this.#policies.find({ functionName, qualifier });
    // Checked when they were added.
    const statements = (policy?.document.Statement ?? []) as readonly unknown[] as readonly PolicyStatement[];
    return evaluatePolicy(statements, {
      principal: roleSession(roleArn),
      action: "lambda:InvokeFunction",
      resource: targetArn,
      context: new Map([["aws:principalarn", roleArn]]),
    });
  }

  #isOwnFunction({ service, region, accountId }: Arn): boolean {
    return service === "lambda" && region === this.#account.region && accountId === this.#account.accountId;
  }
}

/** As AWS Lambda would call with the role. */
const roleSession = (roleArn: string): Principal => {
  const { partition = "aws", accountId = "", resource = "" } = findArn(roleArn) ?? {};
  const roleName = resource.slice(resource.lastIndexOf("/") + 1);
  return {
    kind: "assumed-role",
    accountId,
    arn: `arn:${partition}:sts::${accountId}:assumed-role/${roleName}/awslambda`,
    userId: roleName,
  };
};
