import { policyText } from "../../model/resource-policy.ts";
import { noSuchResource } from "../../record-exceptions.ts";
import { operation } from "../operation.ts";
import { getPolicyResource } from "../policy-resource.ts";

/** Shows the same policy as GetPolicy. @see https://docs.aws.amazon.com/lambda/latest/api/API_GetResourcePolicy.html */
export const getResourcePolicy = operation("GetResourcePolicy", async (input, { store, account }) => {
  const policy = await store.records.policies.find(await getPolicyResource(input.ResourceArn, store, account));
  if (policy === undefined) throw noSuchResource();
  return { Policy: policyText(policy.document), RevisionId: policy.revisionId };
});
