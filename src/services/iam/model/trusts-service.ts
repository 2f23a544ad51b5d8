import { listOf, matchesWildcard, type PolicyDocument, type PolicyStatement } from "../../../aws/policy-document.ts";

/**
 * Whether a trust policy lets an AWS service assume the role.
 * LIMIT: conditions are not evaluated: a statement that has any still allows, and does not deny.
 * @param service for example `lambda.amazonaws.com`
 */
export const trustsService = (assumeRolePolicyDocument: string, service: string): boolean => {
  const document = JSON.parse(assumeRolePolicyDocument) as PolicyDocument;
  const applying = listOf<PolicyStatement>(document.Statement).filter(
    (statement) => covers(statement.Principal, service) && listOf(statement.Action).some(isAssumeRole),
  );
  const isDenied = applying.some(({ Effect, Condition }) => Effect === "Deny" && Condition === undefined);
  return !isDenied && applying.some(({ Effect }) => Effect === "Allow");
};

const covers = (principal: PolicyStatement["Principal"], service: string): boolean => {
  if (principal === undefined) return false;
  if (principal === "*") return true;
  return listOf(principal["Service"]).includes(service) || listOf(principal["AWS"]).includes("*");
};

const isAssumeRole = (pattern: string): boolean => matchesWildcard(pattern, "sts:AssumeRole", { ignoreCase: true });
