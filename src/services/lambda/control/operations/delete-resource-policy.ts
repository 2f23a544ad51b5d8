import { noSuchResource, policyRevisionMismatch } from "../../record-exceptions.ts";
import { operation } from "../operation.ts";
import { getPolicyResource } from "../policy-resource.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteResourcePolicy.html */
export const deleteResourcePolicy = operation("DeleteResourcePolicy", async (input, { store, account }) => {
  const owner = await getPolicyResource(input.ResourceArn, store, account);
  await store.records.policies.change(owner, (current) => {
    if (current === undefined) throw noSuchResource();
    if (input.RevisionId !== undefined && input.RevisionId !== current.revisionId) throw policyRevisionMismatch();
    return undefined;
  });
});
