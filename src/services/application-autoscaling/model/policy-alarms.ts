import { createHash } from "node:crypto";
import type { Account } from "../../../aws/account.ts";
import { formatArn } from "../../../aws/arn.ts";
import type { PutMetricAlarmInput } from "../../../models/generated/cloudwatch.ts";
import { childArn, scalableFunction } from "./scalable-target.ts";
import type { ScalingPolicy } from "./scaling-policy.ts";

/** So many periods in a row make a reason to scale. Source: Lambda's page on provisioned concurrency. */
export const PERIODS_BEFORE_SCALING_OUT = 3;
export const PERIODS_BEFORE_SCALING_IN = 15;
/** Below this share of its target value, utilisation is low. */
const LOW_SHARE = 0.9;

/** `high` makes its policy scale out, `low` in. */
export type AlarmSide = "high" | "low";

/** PARITY: as AWS names them; what is an id of the alarm's own there comes of the policy's id here. */
export const policyAlarmName = ({ resourceId, policyId }: ScalingPolicy, side: AlarmSide): string =>
  `TargetTracking-${resourceId}-Alarm${side === "high" ? "High" : "Low"}-${uuidOf(`${policyId} ${side}`)}`;

/** Which alarms a policy has: one that does not scale in needs none for it. */
export const policyAlarmSides = ({ disableScaleIn }: ScalingPolicy): readonly AlarmSide[] =>
  disableScaleIn === true ? ["high"] : ["high", "low"];

/** The alarms of a policy as DescribeScalingPolicies shows them. */
export const toWireAlarms = (policy: ScalingPolicy, { partition, region, accountId }: Account) =>
  policyAlarmSides(policy).map((side) => {
    const AlarmName = policyAlarmName(policy, side);
    const resource = `alarm:${AlarmName}`;
    return { AlarmName, AlarmARN: formatArn({ partition, service: "cloudwatch", region, accountId, resource }) };
  });

/**
 * The alarms of a policy as CloudWatch has them.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
 */
export const policyAlarms = (
  policy: ScalingPolicy,
  account: Account,
  periodSeconds: number,
): readonly PutMetricAlarmInput[] =>
  policyAlarmSides(policy).map((side) => ({
    ...commonSettings(policy, account, periodSeconds),
    ...sideOf(policy, side),
  }));

const commonSettings = (policy: ScalingPolicy, account: Account, periodSeconds: number) => {
  const policyArn = childArn(account, "scalingPolicy", { ...policy, id: policy.policyId });
  const { functionName, qualifier } = scalableFunction(policy.resourceId);
  return {
    AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${policyArn}.`,
    ActionsEnabled: true,
    AlarmActions: [policyArn],
    Namespace: "AWS/Lambda",
    MetricName: "ProvisionedConcurrencyUtilization",
    Dimensions: [
      { Name: "FunctionName", Value: functionName },
      { Name: "Resource", Value: `${functionName}:${qualifier}` },
    ],
    Statistic: policy.statistic,
    Period: periodSeconds,
  };
};

const sideOf = (policy: ScalingPolicy, side: AlarmSide) => ({
  AlarmName: policyAlarmName(policy, side),
  ...(side === "high"
    ? {
        EvaluationPeriods: PERIODS_BEFORE_SCALING_OUT,
        Threshold: policy.targetValue,
        ComparisonOperator: "GreaterThanThreshold" as const,
      }
    : {
        EvaluationPeriods: PERIODS_BEFORE_SCALING_IN,
        Threshold: Number((policy.targetValue * LOW_SHARE).toPrecision(12)),
        ComparisonOperator: "LessThanThreshold" as const,
      }),
});

/** The same for the same text. */
const uuidOf = (text: string): string => {
  const hex = createHash("sha256").update(text).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
};
