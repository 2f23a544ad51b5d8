import type { Account } from "../../../aws/account.ts";
import type { AddLayerVersionPermissionRequest } from "../../../models/generated/lambda.ts";
import { noPolicy, noStatement, statementExists } from "../record-exceptions.ts";
import { layerPolicyRevisionMismatch } from "./layer-exceptions.ts";
import {
  checkPolicySize,
  EMPTY_DOCUMENT,
  type ResourcePolicy,
  type ResourcePolicyStatement,
} from "./resource-policy.ts";

/** Which revision of a policy the caller knows, if that matters, and which one the change makes. */
interface RevisionStep {
  readonly expected: string | undefined;
  readonly next: string;
}

/** What AddLayerVersionPermission adds, its keys in AWS's order. */
export const toLayerStatement = (
  { StatementId, Action, Principal, OrganizationId }: AddLayerVersionPermissionRequest,
  layerVersionArn: string,
  account: Account,
): ResourcePolicyStatement => ({
  Sid: StatementId,
  Effect: "Allow",
  Principal: toPrincipal(Principal, account),
  Action,
  Resource: layerVersionArn,
  ...(OrganizationId === undefined ? {} : { Condition: { StringEquals: { "aws:PrincipalOrgID": OrganizationId } } }),
});

/** @throws ServiceException for a statement id that is taken, another revision, or a policy that grows too long */
export const addStatement = (
  policy: ResourcePolicy | undefined,
  statement: ResourcePolicyStatement,
  { expected, next }: RevisionStep,
): ResourcePolicy => {
  const document = policy?.document ?? EMPTY_DOCUMENT;
  if (document.Statement.some(({ Sid }) => Sid === statement.Sid)) throw statementExists(statement.Sid ?? "");
  if (expected !== undefined && expected !== policy?.revisionId) throw layerPolicyRevisionMismatch();
  const grown = { ...document, Statement: [...document.Statement, statement] };
  checkPolicySize(grown);
  return { document: grown, revisionId: next };
};

/**
 * @returns undefined when that was the last statement
 * @throws ServiceException for another revision, and when there is no such statement
 */
export const removeStatement = (
  policy: ResourcePolicy | undefined,
  statementId: string,
  { expected, next }: RevisionStep,
): ResourcePolicy | undefined => {
  if (policy === undefined) throw noPolicy();
  if (expected !== undefined && expected !== policy.revisionId) throw layerPolicyRevisionMismatch();
  const kept = policy.document.Statement.filter(({ Sid }) => Sid !== statementId);
  if (kept.length === policy.document.Statement.length) throw noStatement(statementId);
  return kept.length === 0 ? undefined : { document: { ...policy.document, Statement: kept }, revisionId: next };
};

/** The API model's pattern leaves three kinds: everyone, an account's id, the ARN of its root. */
const toPrincipal = (principal: string, { partition }: Account): unknown => {
  if (principal === "*") return principal;
  return { AWS: principal.startsWith("arn:") ? principal : `arn:${partition}:iam::${principal}:root` };
};
