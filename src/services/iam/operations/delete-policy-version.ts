import { managedPolicyDenied, noSuchPolicyVersion, versionIsDefault } from "../exceptions.ts";
import { isAwsManaged } from "../model/aws-managed-policies.ts";
import { versionNumber } from "../model/policy.ts";
import { operation } from "../operation.ts";
import { getPolicyByArn } from "../policies.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicyVersion.html */
export const deletePolicyVersion = operation("DeletePolicyVersion", async (input, { store, caller }) => {
  const { PolicyArn, VersionId } = input;
  if (isAwsManaged(PolicyArn)) throw managedPolicyDenied(caller.arn, "DeletePolicyVersion", PolicyArn);
  const wanted = versionNumber(VersionId);
  await store.transaction(async (session) => {
    const policy = await getPolicyByArn(store, PolicyArn, session);
    const versions = await store.policies.versions(policy.policyId, session);
    if (!versions.some(({ version }) => version === wanted)) throw noSuchPolicyVersion(PolicyArn, VersionId);
    if (policy.defaultVersion === wanted) throw versionIsDefault();
    await store.policies.removeVersion(policy.policyId, wanted, session);
  });
});
