import type { Account } from "../../../aws/account.ts";
import type { ScalingPolicy as WirePolicy } from "../../../models/generated/application-autoscaling.ts";
import { pageOf } from "../model/page.ts";
import { toWireAlarms } from "../model/policy-alarms.ts";
import { childArn, targetName } from "../model/scalable-target.ts";
import type { ScalingPolicy } from "../model/scaling-policy.ts";
import { selectFrom } from "../model/select.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalingPolicies.html */
export const describeScalingPolicies = operation("DescribeScalingPolicies", async (input, { store, account }) => {
  const all = selectFrom(await store.policies(), input);
  const policies = all.filter(({ name }) => input.PolicyNames?.includes(name) ?? true);
  const { items, end } = pageOf(policies, input, ({ policyId }) => policyId);
  return { ScalingPolicies: items.map((policy) => toScalingPolicy(policy, account)), ...end };
});

const toScalingPolicy = (policy: ScalingPolicy, account: Account): WirePolicy => ({
  PolicyARN: childArn(account, "scalingPolicy", { ...policy, id: policy.policyId }),
  PolicyName: policy.name,
  ...targetName(policy.resourceId),
  PolicyType: "TargetTrackingScaling",
  TargetTrackingScalingPolicyConfiguration: {
    TargetValue: policy.targetValue,
    ...(policy.customizedMetric === undefined
      ? { PredefinedMetricSpecification: { PredefinedMetricType: "LambdaProvisionedConcurrencyUtilization" } }
      : { CustomizedMetricSpecification: policy.customizedMetric }),
    ScaleOutCooldown: policy.scaleOutCooldownSeconds,
    ScaleInCooldown: policy.scaleInCooldownSeconds,
    DisableScaleIn: policy.disableScaleIn,
  },
  Alarms: toWireAlarms(policy, account),
  CreationTime: new Date(policy.createdAtMs),
});
