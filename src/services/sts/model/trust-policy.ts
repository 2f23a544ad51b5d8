import {
  listOf,
  matchesWildcard,
  type PolicyDocument,
  type PolicyPrincipal,
  type PolicyStatement,
} from "../../../aws/policy-document.ts";
import type { Principal } from "../../../aws/principal.ts";

/**
 * Whether a role's trust policy lets the caller assume it, as far as principals and actions tell.
 * LIMIT: conditions are not evaluated: a statement that has any still allows, and does not deny.
 */
export const trusts = (assumeRolePolicyDocument: string, caller: Principal, roleArnOfCaller?: string): boolean => {
  const document = JSON.parse(assumeRolePolicyDocument) as PolicyDocument;
  const names = namesOf(caller, roleArnOfCaller);
  const applying = listOf<PolicyStatement>(document.Statement).filter(
    (statement) => coversAssumeRole(statement) && appliesTo(statement, names),
  );
  const denied = applying.some(({ Effect, Condition }) => Effect === "Deny" && Condition === undefined);
  return !denied && applying.some(({ Effect }) => Effect === "Allow");
};

/** Every spelling by which a trust policy may mean the caller. */
const namesOf = (caller: Principal, roleArn: string | undefined): ReadonlySet<string> => {
  const partition = caller.arn.split(":")[1] ?? "aws";
  const account = [caller.accountId, `arn:${partition}:iam::${caller.accountId}:root`];
  return new Set([...account, caller.arn, ...(roleArn === undefined ? [] : [roleArn])]);
};

const coversAssumeRole = ({ Action, NotAction }: PolicyStatement): boolean =>
  NotAction === undefined ? listOf(Action).some(isAssumeRole) : !listOf(NotAction).some(isAssumeRole);

const isAssumeRole = (pattern: string): boolean => matchesWildcard(pattern, "sts:AssumeRole", { ignoreCase: true });

const appliesTo = ({ Principal, NotPrincipal }: PolicyStatement, names: ReadonlySet<string>): boolean =>
  NotPrincipal === undefined ? meets(Principal, names) : !meets(NotPrincipal, names);

const meets = (principal: PolicyPrincipal | undefined, names: ReadonlySet<string>): boolean => {
  if (principal === undefined) return false;
  if (principal === "*") return true;
  return listOf(principal["AWS"]).some((name) => name === "*" || names.has(name));
};
