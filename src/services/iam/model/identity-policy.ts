import { listOf, type OneOrMany, type PolicyStatement } from "../../../aws/policy-document.ts";
import { malformedPolicyDocument } from "../exceptions.ts";
import { findJsonObject, findPolicyDocument } from "./policy-grammar.ts";

/**
 * Checks a policy that is put on a role or user, or kept as a managed policy. The order of the checks is AWS's, as it
 * shows from which of two faults is named.
 * @throws MalformedPolicyDocumentException in AWS's words
 */
export const checkIdentityPolicy = (text: string): void => {
  const value = findJsonObject(text);
  const document = value && findPolicyDocument(value);
  if (document === undefined) throw malformedPolicyDocument("Syntax errors in policy.");
  // PARITY: a trust policy may be of 2008 or name no version, these may not.
  if (document.Version !== "2012-10-17") {
    throw malformedPolicyDocument("Policy document must be version 2012-10-17 or greater.");
  }
  const statements = listOf<PolicyStatement>(document.Statement);
  checkSids(statements);
  for (const statement of statements) checkElements(statement);
  for (const statement of statements) checkResources(statement);
  for (const statement of statements) checkActions(statement);
};

const checkSids = (statements: readonly PolicyStatement[]): void => {
  const sids = statements.flatMap(({ Sid }) => (Sid === undefined || Sid === "" ? [] : [Sid]));
  if (new Set(sids).size < sids.length) {
    throw malformedPolicyDocument("Statement IDs (SID) in a single policy must be unique.");
  }
  const odd = sids.find((sid) => !/^[0-9A-Za-z]*$/.test(sid));
  if (odd !== undefined) {
    throw malformedPolicyDocument(
      `Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*`,
    );
  }
};

const checkElements = (statement: PolicyStatement): void => {
  if (statement.Principal !== undefined || statement.NotPrincipal !== undefined) {
    throw malformedPolicyDocument("Policy document should not specify a principal.");
  }
  if (isEmpty(statement.Action) && isEmpty(statement.NotAction)) {
    throw malformedPolicyDocument("Policy statement must contain actions.");
  }
  // PARITY: an action without a vendor is named before a missing resource.
  if (isEmpty(statement.Resource) && isEmpty(statement.NotResource)) {
    checkActions(statement);
    throw malformedPolicyDocument("Policy statement must contain resources.");
  }
};

const isEmpty = (value: OneOrMany | undefined): boolean => listOf(value).length === 0;

const checkResources = ({ Resource, NotResource }: PolicyStatement): void => {
  for (const resource of [...listOf(Resource), ...listOf(NotResource)]) {
    const problem = resource === "*" ? undefined : resourceProblem(resource);
    if (problem !== undefined) throw malformedPolicyDocument(problem);
  }
};

const resourceProblem = (resource: string): string | undefined => {
  const [arn, partition, ...rest] = resource.split(":");
  if (arn !== "arn" && partition === undefined) return `Resource ${resource} must be in ARN format or "*".`;
  if (partition === undefined || !/^aws(-[a-z-]+)?$|^\*$/.test(partition)) {
    const [service = "*", region = "*", account = "*", ...path] = rest;
    const named = [partition, service, region, account, path.length === 0 ? "*" : path.join(":")].join(":");
    return `Partition "${partition ?? ""}" is not valid for resource "arn:${named}".`;
  }
  if (rest.length === 0) return "Resource vendor must be fully qualified and cannot contain regexes.";
  return rest.length < 4 ? "The policy failed legacy parsing" : undefined;
};

const checkActions = ({ Action, NotAction }: PolicyStatement): void => {
  for (const action of [...listOf(Action), ...listOf(NotAction)]) {
    const problem = action === "*" ? undefined : actionProblem(action);
    if (problem !== undefined) throw malformedPolicyDocument(problem);
  }
};

const actionProblem = (action: string): string | undefined => {
  const [vendor = "", name, ...more] = action.split(":");
  if (name === undefined) {
    return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
  }
  if (more.length > 0) return "Actions/Condition can contain only one colon.";
  return /^(\*|[a-zA-Z0-9.-]+)$/.test(vendor) ? undefined : `Vendor ${vendor} is not valid`;
};
