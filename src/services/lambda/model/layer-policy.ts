import type { Account } from "../../../aws/account.ts";
import type { AddLayerVersionPermissionRequest } from "../../../models/generated/lambda.ts";
import {
  layerPolicyRevisionMismatch,
  layerPolicyTooLong,
  layerStatementExists,
  noLayerPolicy,
  noLayerStatement,
} from "./layer-exceptions.ts";

/** Who else may use a layer version. A policy without statements is not kept. */
export interface LayerPolicy {
  readonly document: LayerPolicyDocument;
  readonly revisionId: string;
}

/** As the API shows it, its keys in AWS's order. */
interface LayerPolicyDocument {
  readonly Version: string;
  readonly Id: string;
  readonly Statement: readonly LayerStatement[];
}

interface LayerStatement {
  readonly Sid: string;
  readonly [element: string]: unknown;
}

/** Of the document as text. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_POLICY_BYTES = 20_480;

const EMPTY_DOCUMENT: LayerPolicyDocument = { Version: "2012-10-17", Id: "default", Statement: [] };

/** Which revision of a policy the caller knows, if that matters, and which one the change makes. */
export interface RevisionStep {
  readonly expected: string | undefined;
  readonly next: string;
}

/** What AddLayerVersionPermission adds, its keys in AWS's order. */
export const toLayerStatement = (
  { StatementId, Action, Principal, OrganizationId }: AddLayerVersionPermissionRequest,
  layerVersionArn: string,
  account: Account,
): LayerStatement => ({
  Sid: StatementId,
  Effect: "Allow",
  Principal: toPrincipal(Principal, account),
  Action,
  Resource: layerVersionArn,
  ...(OrganizationId === undefined ? {} : { Condition: { StringEquals: { "aws:PrincipalOrgID": OrganizationId } } }),
});

/** @throws ServiceException for a statement id that is taken, another revision, or a policy that grows too long */
export const addStatement = (
  policy: LayerPolicy | undefined,
  statement: LayerStatement,
  { expected, next }: RevisionStep,
): LayerPolicy => {
  const document = policy?.document ?? EMPTY_DOCUMENT;
  if (document.Statement.some(({ Sid }) => Sid === statement.Sid)) throw layerStatementExists(statement.Sid);
  if (expected !== undefined && expected !== policy?.revisionId) throw layerPolicyRevisionMismatch();
  const grown = { ...document, Statement: [...document.Statement, statement] };
  checkSize(grown);
  return { document: grown, revisionId: next };
};

/**
 * @returns undefined when that was the last statement
 * @throws ServiceException for another revision, and when there is no such statement
 */
export const removeStatement = (
  policy: LayerPolicy | undefined,
  statementId: string,
  { expected, next }: RevisionStep,
): LayerPolicy | undefined => {
  if (policy === undefined) throw noLayerPolicy();
  if (expected !== undefined && expected !== policy.revisionId) throw layerPolicyRevisionMismatch();
  const kept = policy.document.Statement.filter(({ Sid }) => Sid !== statementId);
  if (kept.length === policy.document.Statement.length) throw noLayerStatement(statementId);
  return kept.length === 0 ? undefined : { document: { ...policy.document, Statement: kept }, revisionId: next };
};

const checkSize = (document: LayerPolicyDocument): void => {
  const sizeBytes = Buffer.byteLength(JSON.stringify(document));
  if (sizeBytes > MAX_POLICY_BYTES) throw layerPolicyTooLong(sizeBytes, MAX_POLICY_BYTES);
};

/** The API model's pattern leaves three kinds: everyone, an account's id, the ARN of its root. */
const toPrincipal = (principal: string, { partition }: Account): unknown => {
  if (principal === "*") return principal;
  return { AWS: principal.startsWith("arn:") ? principal : `arn:${partition}:iam::${principal}:root` };
};
