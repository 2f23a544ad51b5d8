import { managedPolicyDenied, policyHasVersions, policyIsAttached } from "../exceptions.ts";
import { isAwsManaged } from "../model/aws-managed-policies.ts";
import { operation } from "../operation.ts";
import { getPolicyByArn } from "../policies.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html */
export const deletePolicy = operation("DeletePolicy", async ({ PolicyArn }, { store, caller }) => {
  if (isAwsManaged(PolicyArn)) throw managedPolicyDenied(caller.arn, "DeletePolicy", PolicyArn);
  await store.transaction(async (session) => {
    const { policyId } = await getPolicyByArn(store, PolicyArn, session);
    if ((await store.attachments.count(PolicyArn, session)) > 0) throw policyIsAttached();
    if ((await store.roles.boundedBy(PolicyArn, session)).length > 0) throw policyIsAttached();
    if ((await store.policies.versions(policyId, session)).length > 1) throw policyHasVersions();
    await store.policies.remove(policyId, session);
  });
});
