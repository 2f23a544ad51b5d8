import { LATEST, parseFunctionReference } from "../../model/function-reference.ts";
import { policyText } from "../../model/resource-policy.ts";
import { noSuchResource } from "../../record-exceptions.ts";
import { operation } from "../operation.ts";

/**
 * PARITY: a function that is not there is a policy that is not there.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html
 */
export const getPolicy = operation("GetPolicy", async (input, { store, account }) => {
  const { functionName, qualifier } = parseFunctionReference(input.FunctionName, input.Qualifier, account);
  const policy = await store.records.policies.find({ functionName, qualifier: qualifier ?? LATEST });
  if (policy === undefined) throw noSuchResource();
  return { Policy: policyText(policy.document), RevisionId: policy.revisionId };
});
