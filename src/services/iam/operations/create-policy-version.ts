import { managedPolicyDenied, quotaExceeded, tooManyPolicyVersions } from "../exceptions.ts";
import { isAwsManaged } from "../model/aws-managed-policies.ts";
import { checkIdentityPolicy } from "../model/identity-policy.ts";
import { toListedVersion } from "../model/policy-output.ts";
import { policySize } from "../model/policy-text.ts";
import { MAX_MANAGED_POLICY_SIZE, MAX_VERSIONS_PER_POLICY } from "../model/quotas.ts";
import { operation } from "../operation.ts";
import { changePolicy } from "../policies.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html */
export const createPolicyVersion = operation("CreatePolicyVersion", async (input, { store, clock, caller }) => {
  const { PolicyArn, PolicyDocument: document } = input;
  if (isAwsManaged(PolicyArn)) throw managedPolicyDenied(caller.arn, "CreatePolicyVersion", PolicyArn);
  checkIdentityPolicy(document);
  if (policySize(document) > MAX_MANAGED_POLICY_SIZE) throw quotaExceeded("PolicySize", MAX_MANAGED_POLICY_SIZE);
  const createdAtMs = clock.nowMs();
  const policy = await changePolicy(store, PolicyArn, async (present, session) => {
    const versions = await store.policies.versions(present.policyId, session);
    if (versions.length >= MAX_VERSIONS_PER_POLICY) throw tooManyPolicyVersions();
    const version = present.newestVersion + 1;
    await store.policies.insertVersion(present.policyId, { version, document, createdAtMs }, session);
    const defaultVersion = input.SetAsDefault === true ? version : present.defaultVersion;
    return { ...present, newestVersion: version, defaultVersion, updatedAtMs: createdAtMs };
  });
  return { PolicyVersion: toListedVersion(policy, { version: policy.newestVersion, document, createdAtMs }) };
});
