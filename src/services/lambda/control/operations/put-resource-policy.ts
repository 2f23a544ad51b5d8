import { newRequestId } from "../../../../base/ids.ts";
import { functionNotFound } from "../../exceptions.ts";
import { parsePolicyDocument } from "../../model/parse-policy-document.ts";
import { checkPolicySize, policyText } from "../../model/resource-policy.ts";
import { policyRevisionMismatch } from "../../record-exceptions.ts";
import { operation } from "../operation.ts";
import { getPolicyResource } from "../policy-resource.ts";

/**
 * Replaces the whole policy, statements of AddPermission included.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_PutResourcePolicy.html
 */
export const putResourcePolicy = operation("PutResourcePolicy", async (input, { store, account }) => {
  const owner = await getPolicyResource(input.ResourceArn, store, account);
  const document = parsePolicyDocument(input.Policy, owner.arn);
  checkPolicySize(document);
  const policy = await store.records.policies.change(owner, (current) => {
    const revisionId = current?.revisionId ?? owner.revisionId;
    if (input.RevisionId !== undefined && input.RevisionId !== revisionId) throw policyRevisionMismatch();
    return { document, revisionId: newRequestId() };
  });
  if (policy === undefined) throw functionNotFound(owner.arn);
  return { Policy: policyText(policy.document), RevisionId: policy.revisionId };
});
