import { noSuchPolicyVersion } from "../exceptions.ts";
import { versionNumber } from "../model/policy.ts";
import { toVersion } from "../model/policy-output.ts";
import { operation } from "../operation.ts";
import { getPolicyByArn, versionsOf } from "../policies.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html */
export const getPolicyVersion = operation("GetPolicyVersion", async ({ PolicyArn, VersionId }, { store }) => {
  const policy = await getPolicyByArn(store, PolicyArn);
  const wanted = versionNumber(VersionId);
  const found = (await versionsOf(store, policy)).find(({ version }) => version === wanted);
  if (found === undefined) throw noSuchPolicyVersion(PolicyArn, VersionId);
  return { PolicyVersion: toVersion(policy, found) };
});
