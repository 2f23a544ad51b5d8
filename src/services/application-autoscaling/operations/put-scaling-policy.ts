import { randomUUID } from "node:crypto";
import type {
  CustomizedMetricSpecification,
  PutScalingPolicyRequest,
  TargetTrackingScalingPolicyConfiguration,
} from "../../../models/generated/application-autoscaling.ts";
import { invalid, notSupported, targetNotRegistered } from "../exceptions.ts";
import { toWireAlarms } from "../model/policy-alarms.ts";
import { childArn, parseTargetName, scalableFunction } from "../model/scalable-target.ts";
import type { ScalingPolicy } from "../model/scaling-policy.ts";
import { operation } from "../operation.ts";

/** Source: page "Scaling based on a metric" of Lambda's guide. */
const MIN_TARGET_VALUE = 0.1;
const MAX_TARGET_VALUE = 0.9;

/**
 * Makes a policy, or changes one, with the alarms that drive it.
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html
 */
export const putScalingPolicy = operation(
  "PutScalingPolicy",
  async (input, { store, policyAlarms, clock, account }) => {
    parseTargetName(input);
    const settings = readSettings(input);
    const { ResourceId: resourceId, PolicyName: name } = input;
    const policy = await store.changePolicy(resourceId, name, (current) => ({
      resourceId,
      name,
      policyId: current?.policyId ?? randomUUID(),
      createdAtMs: current?.createdAtMs ?? clock.nowMs(),
      ...settings,
    }));
    if (policy === undefined) throw targetNotRegistered(input);
    await policyAlarms.sync();
    const PolicyARN = childArn(account, "scalingPolicy", { ...policy, id: policy.policyId });
    return { PolicyARN, Alarms: toWireAlarms(policy, account) };
  },
);

type Settings = Omit<ScalingPolicy, "resourceId" | "name" | "policyId" | "createdAtMs">;

const readSettings = (input: PutScalingPolicyRequest): Settings => {
  const isTracking = (input.PolicyType ?? "TargetTrackingScaling") === "TargetTrackingScaling";
  // PARITY: AWS has no other policies for Lambda. The words are our own.
  if (!isTracking) throw invalid(`Policy type ${input.PolicyType} is not supported for the service namespace lambda`);
  const config = input.TargetTrackingScalingPolicyConfiguration;
  if (config === undefined) throw invalid("TargetTrackingScalingPolicyConfiguration is required.");
  const metric = readMetric(input, config);
  if (!(config.TargetValue >= MIN_TARGET_VALUE && config.TargetValue <= MAX_TARGET_VALUE)) {
    throw invalid(`Target value must be between ${MIN_TARGET_VALUE} and ${MAX_TARGET_VALUE}`);
  }
  return {
    ...metric,
    targetValue: config.TargetValue,
    scaleOutCooldownSeconds: checkCooldown(config.ScaleOutCooldown),
    scaleInCooldownSeconds: checkCooldown(config.ScaleInCooldown),
    disableScaleIn: config.DisableScaleIn,
  };
};

const readMetric = (
  { ResourceId }: PutScalingPolicyRequest,
  config: TargetTrackingScalingPolicyConfiguration,
): Pick<Settings, "statistic" | "customizedMetric"> => {
  const { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: customizedMetric } = config;
  if (customizedMetric !== undefined) {
    if (!isUtilization(customizedMetric, ResourceId)) {
      throw notSupported("Customized metrics other than ProvisionedConcurrencyUtilization of the target itself are");
    }
    return { statistic: customizedMetric.Statistic === "Maximum" ? "Maximum" : "Average", customizedMetric };
  }
  if (predefined?.PredefinedMetricType === "LambdaProvisionedConcurrencyUtilization") {
    return { statistic: "Average", customizedMetric: undefined };
  }
  throw invalid(
    "Unsupported metric: lambda:function:ProvisionedConcurrency has LambdaProvisionedConcurrencyUtilization",
  );
};

/** The metric that the predefined one stands for, which is measured here anyway. */
const isUtilization = (metric: CustomizedMetricSpecification, resourceId: string): boolean => {
  const { functionName, qualifier } = scalableFunction(resourceId);
  const dimensions = new Map(metric.Dimensions?.map(({ Name, Value }) => [Name, Value]));
  return (
    metric.Namespace === "AWS/Lambda" &&
    metric.MetricName === "ProvisionedConcurrencyUtilization" &&
    (metric.Statistic === "Average" || metric.Statistic === "Maximum") &&
    dimensions.get("FunctionName") === functionName &&
    dimensions.get("Resource") === `${functionName}:${qualifier}`
  );
};

const checkCooldown = (seconds: number | undefined): number | undefined => {
  if (seconds !== undefined && seconds < 0) throw invalid("Cooldown cannot be negative");
  return seconds;
};
