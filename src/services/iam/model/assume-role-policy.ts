import { listOf, type OneOrMany, type PolicyPrincipal, type PolicyStatement } from "../../../aws/policy-document.ts";
import { malformedPolicyDocument } from "../exceptions.ts";
import { findJsonObject, findPolicyDocument, isObject } from "./policy-grammar.ts";

/**
 * Checks the policy that says who may assume a role.
 * @throws MalformedPolicyDocumentException in AWS's words
 */
export const checkAssumeRolePolicy = (text: string): void => {
  const value = findJsonObject(text);
  if (value === undefined) throw malformedPolicyDocument("This policy contains invalid Json");
  const document = findPolicyDocument(value);
  if (document === undefined) throw malformedPolicyDocument(missingField(value) ?? "Syntax errors in policy.");
  for (const statement of listOf<PolicyStatement>(document.Statement)) checkStatement(statement);
};

const missingField = (value: Readonly<Record<string, unknown>>): string | undefined => {
  if (value["Statement"] === undefined) return "Missing required field Statement";
  const statements = listOf<unknown>(value["Statement"]);
  return statements.some((statement) => isObject(statement) && statement["Effect"] === undefined)
    ? "Missing required field Effect"
    : undefined;
};

const checkStatement = (statement: PolicyStatement): void => {
  if (statement.Resource !== undefined || statement.NotResource !== undefined) {
    throw malformedPolicyDocument("Has prohibited field Resource");
  }
  if (statement.Principal === undefined && statement.NotPrincipal === undefined) {
    throw malformedPolicyDocument("Missing required field Principal");
  }
  if (statement.Action === undefined && statement.NotAction === undefined) {
    throw malformedPolicyDocument("Missing required field Action");
  }
  checkPrincipal(statement.Principal);
  checkPrincipal(statement.NotPrincipal);
  if (!listOf(statement.Action).every(isStsAction)) {
    throw malformedPolicyDocument("AssumeRole policy may only specify STS AssumeRole actions.");
  }
};

const isStsAction = (action: string): boolean => action === "*" || /^sts:[A-Za-z*?]+$/i.test(action);

const PRINCIPAL_FORMS: Readonly<Record<string, RegExp>> = {
  AWS: /^(\*|\d{12}|arn:aws[a-z-]*:(iam|sts)::\d{12}:.+|A(ROA|IDA)[A-Z2-7]{17})$/,
  Service: /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/,
};

const checkPrincipal = (principal: PolicyPrincipal | undefined): void => {
  if (principal === undefined || principal === "*") return;
  for (const [kind, names] of Object.entries<OneOrMany>(principal)) {
    const odd = listOf(names).find((name) => PRINCIPAL_FORMS[kind]?.test(name) === false);
    if (odd !== undefined) {
      throw malformedPolicyDocument(`Invalid principal in policy: "${kind.toUpperCase()}":"${odd}"`);
    }
  }
};
