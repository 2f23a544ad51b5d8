import { pageOf } from "../model/page.ts";
import type { PolicyVersion } from "../model/policy.ts";
import { toListedVersion } from "../model/policy-output.ts";
import { operation } from "../operation.ts";
import { getPolicyByArn, versionsOf } from "../policies.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyVersions.html */
export const listPolicyVersions = operation("ListPolicyVersions", async (input, { store }) => {
  const policy = await getPolicyByArn(store, input.PolicyArn);
  const { items, end } = pageOf(await versionsOf(store, policy), input, keyOf);
  return { Versions: items.map((version) => toListedVersion(policy, version)), ...end };
});

/** Newest first: the key grows as the version falls. */
const keyOf = ({ version }: PolicyVersion): string => String(Number.MAX_SAFE_INTEGER - version);
