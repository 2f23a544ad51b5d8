import type { Policy as PolicyShape, PolicyVersion as PolicyVersionShape } from "../../../models/generated/iam.ts";
import { encodePolicyDocument } from "./policy-text.ts";
import { type Policy, type PolicyVersion, versionId } from "./policy.ts";
import { toTagList } from "./tags.ts";
import { toTimestamp } from "./timestamp.ts";

/** On how many entities a policy stands, and how many it bounds. */
export interface PolicyUsage {
  readonly attachmentCount: number;
  readonly boundaryCount: number;
}

/** PARITY: lists leave out description and tags. */
export const toListedPolicy = (policy: Policy, usage: PolicyUsage): PolicyShape => ({
  PolicyName: policy.policyName,
  PolicyId: policy.policyId,
  Arn: policy.arn,
  Path: policy.path,
  DefaultVersionId: versionId(policy.defaultVersion),
  AttachmentCount: usage.attachmentCount,
  PermissionsBoundaryUsageCount: usage.boundaryCount,
  IsAttachable: true,
  CreateDate: toTimestamp(policy.createdAtMs),
  UpdateDate: toTimestamp(policy.updatedAtMs),
});

export const toPolicy = (policy: Policy, usage: PolicyUsage): PolicyShape => ({
  ...toListedPolicy(policy, usage),
  Description: policy.description,
  Tags: Object.keys(policy.tags).length === 0 ? undefined : toTagList(policy.tags),
});

/** Without the document, as lists have it. */
export const toListedVersion = (policy: Policy, version: PolicyVersion): PolicyVersionShape => ({
  VersionId: versionId(version.version),
  IsDefaultVersion: version.version === policy.defaultVersion,
  CreateDate: toTimestamp(version.createdAtMs),
});

export const toVersion = (policy: Policy, version: PolicyVersion): PolicyVersionShape => ({
  ...toListedVersion(policy, version),
  Document: encodePolicyDocument(version.document),
});
