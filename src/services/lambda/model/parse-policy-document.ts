import { listOf, matchesWildcard, type OneOrMany } from "../../../aws/policy-document.ts";
import { invalidParameter } from "../exceptions.ts";
import type { ResourcePolicyDocument, ResourcePolicyStatement } from "./resource-policy.ts";

/** Elements of the policy language that a statement of a resource policy can have. */
const ELEMENTS: ReadonlySet<string> = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);

/**
 * Reads a resource policy that a caller wrote; it is kept as written, less its blanks.
 * LIMIT: principals, condition keys and condition operators are not looked at.
 * @param resourceArn the only resource that the policy may speak of
 * @throws ServiceException for what is no policy, in words of our own: AWS has not published its own
 */
export const parsePolicyDocument = (text: string, resourceArn: string): ResourcePolicyDocument => {
  const document = parseObject(text);
  if (document["Version"] !== "2012-10-17" && document["Version"] !== "2008-10-17") {
    throw invalid("its Version must be 2012-10-17 or 2008-10-17");
  }
  if (document["Id"] !== undefined && typeof document["Id"] !== "string") throw invalid("its Id must be a string");
  const statements = listOf(document["Statement"]);
  if (statements.length === 0) throw invalid("it has no Statement");
  for (const statement of statements) checkStatement(statement, resourceArn);
  const ids = statements.flatMap((statement) => (statement as ResourcePolicyStatement).Sid ?? []);
  if (new Set(ids).size < ids.length) throw invalid("two statements have the same Sid");
  return {
    Version: document["Version"],
    ...(document["Id"] === undefined ? {} : { Id: document["Id"] }),
    Statement: statements as readonly ResourcePolicyStatement[],
  };
};

const parseObject = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (error) {
    throw invalidParameter("The policy is not valid JSON.", error);
  }
  throw invalid("it is not a JSON object");
};

const checkStatement = (statement: unknown, resourceArn: string): void => {
  if (!isObject(statement)) throw invalid("a statement is not a JSON object");
  const unknown = Object.keys(statement).find((element) => !ELEMENTS.has(element));
  if (unknown !== undefined) throw invalid(`a statement has an unknown element ${unknown}`);
  const { Sid, Effect, Action, NotAction, Resource, NotResource, Principal, NotPrincipal, Condition } = statement;
  if (Sid !== undefined && typeof Sid !== "string") throw invalid("a Sid must be a string");
  if (Effect !== "Allow" && Effect !== "Deny") throw invalid("an Effect must be Allow or Deny");
  if ((Principal === undefined) === (NotPrincipal === undefined)) throw invalid("each statement needs a Principal");
  checkStrings("Action", Action ?? NotAction);
  checkStrings("Resource", Resource ?? NotResource);
  if (Condition !== undefined && !isObject(Condition)) throw invalid("a Condition must be an object");
  if (Resource === undefined) return;
  const foreign = listOf(Resource as OneOrMany).find(
    (pattern) =>
      !matchesWildcard(pattern, resourceArn, { ignoreCase: false }) && !pattern.startsWith(`${resourceArn}:`),
  );
  if (foreign !== undefined) throw invalid(`Resource ${foreign} is not ${resourceArn}`);
};

const checkStrings = (element: string, value: unknown): void => {
  const values = listOf(value);
  if (values.length > 0 && values.every((item) => typeof item === "string")) return;
  throw invalid(`each statement needs an ${element} of strings`);
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const invalid = (what: string) => invalidParameter(`The policy is not valid: ${what}.`);
