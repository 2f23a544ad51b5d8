import { type ConditionContext, conditionsHold } from "./policy-conditions.ts";
import { listOf, matchesWildcard, type PolicyPrincipal, type PolicyStatement } from "./policy-document.ts";
import type { Principal } from "./principal.ts";

/** One access, as the policy of a resource sees it. */
export interface PolicyRequest {
  /** Undefined when nobody signed the request. */
  readonly principal: Principal | undefined;
  /** With its service, for example `lambda:InvokeFunctionUrl`. */
  readonly action: string;
  readonly resource: string;
  readonly context: ConditionContext;
}

/** `Deny` wins over `Allow`; undefined when no statement speaks of the request. */
export type PolicyVerdict = "Allow" | "Deny" | undefined;

/**
 * What the policy of a resource says of a request. A condition that this server cannot evaluate never allows and
 * always denies.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export const evaluatePolicy = (statements: readonly PolicyStatement[], request: PolicyRequest): PolicyVerdict => {
  const applying = statements.filter((statement) => speaksOf(statement, request));
  const effects = applying.filter(
    ({ Effect, Condition }) => conditionsHold(Condition, request.context) ?? Effect === "Deny",
  );
  if (effects.some(({ Effect }) => Effect === "Deny")) return "Deny";
  return effects.length > 0 ? "Allow" : undefined;
};

const speaksOf = (statement: PolicyStatement, { principal, action, resource }: PolicyRequest): boolean =>
  covers(statement.Action, statement.NotAction, (pattern) => matchesWildcard(pattern, action, { ignoreCase: true })) &&
  covers(statement.Resource, statement.NotResource, (pattern) =>
    matchesWildcard(pattern, resource, { ignoreCase: false }),
  ) &&
  coversPrincipal(statement, principal);

const covers = (
  patterns: PolicyStatement["Action"],
  exceptions: PolicyStatement["Action"],
  matches: (pattern: string) => boolean,
): boolean => (exceptions === undefined ? listOf(patterns).some(matches) : !listOf(exceptions).some(matches));

const coversPrincipal = ({ Principal, NotPrincipal }: PolicyStatement, caller: Principal | undefined): boolean => {
  const names = caller === undefined ? new Set<string>() : namesOf(caller);
  return NotPrincipal === undefined ? isNamed(Principal, names) : !isNamed(NotPrincipal, names);
};

const isNamed = (principal: PolicyPrincipal | undefined, names: ReadonlySet<string>): boolean => {
  if (principal === "*") return true;
  // Policies are kept as they were written: null is possible, too.
  return listOf(principal?.["AWS"]).some((name) => name === "*" || names.has(name));
};

const ASSUMED_ROLE = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//;

/**
 * Every spelling by which a policy may mean a caller.
 * LIMIT: a session does not tell the path of its role, so that roles with a path are not recognised.
 */
const namesOf = ({ arn, accountId }: Principal): ReadonlySet<string> => {
  const [, partition = arn.split(":")[1] ?? "aws", account = accountId, roleName] = ASSUMED_ROLE.exec(arn) ?? [];
  const names = [arn, account, `arn:${partition}:iam::${account}:root`];
  return new Set(roleName === undefined ? names : [...names, `arn:${partition}:iam::${account}:role/${roleName}`]);
};
