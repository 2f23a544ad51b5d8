import { AWS_MANAGED_POLICIES } from "../model/aws-managed-policies.ts";
import { pageOf } from "../model/page.ts";
import type { Policy } from "../model/policy.ts";
import { type PolicyUsage, toListedPolicy } from "../model/policy-output.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html */
export const listPolicies = operation("ListPolicies", async (input, { store }) => {
  const scope = input.Scope ?? "All";
  const attached = await store.attachments.counts();
  const bounding = await store.roles.boundaryCounts();
  const prefix = input.PathPrefix ?? "/";
  const isWanted = ({ arn, path }: Policy): boolean =>
    path.startsWith(prefix) &&
    (input.OnlyAttached !== true || attached.has(arn)) &&
    (input.PolicyUsageFilter !== "PermissionsBoundary" || bounding.has(arn));
  const policies = [
    ...(scope === "AWS" ? [] : await store.policies.all()),
    ...(scope === "Local" ? [] : AWS_MANAGED_POLICIES.values()),
  ].filter(isWanted);
  const sorted = policies.toSorted((a, b) => (a.arn < b.arn ? -1 : 1));
  const { items, end } = pageOf(sorted, input, ({ arn }) => arn);
  const usageOf = ({ arn }: Policy): PolicyUsage => ({
    attachmentCount: attached.get(arn) ?? 0,
    boundaryCount: bounding.get(arn) ?? 0,
  });
  return { Policies: items.map((policy) => toListedPolicy(policy, usageOf(policy))), ...end };
});
