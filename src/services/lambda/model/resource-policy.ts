import { PolicyLengthExceededException } from "../../../models/generated/lambda.ts";

/** The policy of a function, a version or an alias. A policy without statements is not kept. */
export interface ResourcePolicy {
  readonly document: ResourcePolicyDocument;
  readonly revisionId: string;
}

/** In the order in which AWS writes it. */
export interface ResourcePolicyDocument {
  readonly Version: string;
  readonly Id?: string;
  readonly Statement: readonly ResourcePolicyStatement[];
}

/** What AddPermission makes; PutResourcePolicy may bring whatever the policy language has. */
export interface ResourcePolicyStatement {
  readonly Sid?: string;
  readonly [element: string]: unknown;
}

/** Of the document as text. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_POLICY_BYTES = 20_480;

/** The document of a policy that AddPermission begins. */
export const EMPTY_DOCUMENT: ResourcePolicyDocument = { Version: "2012-10-17", Id: "default", Statement: [] };

/** The document as the API shows it: JSON without blanks, in AWS's order of keys. */
export const policyText = (document: ResourcePolicyDocument): string => JSON.stringify(document);

/** @throws ServiceException PolicyLengthExceededException */
export const checkPolicySize = (document: ResourcePolicyDocument): void => {
  const sizeBytes = Buffer.byteLength(policyText(document));
  if (sizeBytes <= MAX_POLICY_BYTES) return;
  throw new PolicyLengthExceededException({
    message: `The final policy size (${sizeBytes}) is bigger than the limit (${MAX_POLICY_BYTES}).`,
    Type: "User",
  });
};
