import { managedPolicyDenied, noSuchPolicyVersion } from "../exceptions.ts";
import { isAwsManaged } from "../model/aws-managed-policies.ts";
import { versionNumber } from "../model/policy.ts";
import { operation } from "../operation.ts";
import { changePolicy } from "../policies.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetDefaultPolicyVersion.html */
export const setDefaultPolicyVersion = operation("SetDefaultPolicyVersion", async (input, { store, clock, caller }) => {
  const { PolicyArn, VersionId } = input;
  if (isAwsManaged(PolicyArn)) throw managedPolicyDenied(caller.arn, "SetDefaultPolicyVersion", PolicyArn);
  const wanted = versionNumber(VersionId);
  await changePolicy(store, PolicyArn, async (policy, session) => {
    const versions = await store.policies.versions(policy.policyId, session);
    if (!versions.some(({ version }) => version === wanted)) throw noSuchPolicyVersion(PolicyArn, VersionId);
    return { ...policy, defaultVersion: wanted, updatedAtMs: clock.nowMs() };
  });
});
