import { parseFunctionReference } from "../../model/function-reference.ts";
import { policyText } from "../../model/resource-policy.ts";
import { noSuchResource } from "../../record-exceptions.ts";
import { operation } from "../operation.ts";
import { getQualifiedFunction } from "../qualified-function.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html */
export const getPolicy = operation("GetPolicy", async (input, { store, account }) => {
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, account);
  const policy = await store.records.policies.find(await getQualifiedFunction(reference, store, account));
  if (policy === undefined) throw noSuchResource();
  return { Policy: policyText(policy.document), RevisionId: policy.revisionId };
});
