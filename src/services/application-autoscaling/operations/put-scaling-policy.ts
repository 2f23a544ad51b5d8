import { randomUUID } from "node:crypto";
import type { PutScalingPolicyRequest } from "../../../models/generated/application-autoscaling.ts";
import { invalid, notSupported, targetNotRegistered } from "../exceptions.ts";
import { childArn, parseTargetName } from "../model/scalable-target.ts";
import type { ScalingPolicy } from "../model/scaling-policy.ts";
import { operation } from "../operation.ts";

/** Source: page "Scaling based on a metric" of Lambda's guide. */
const MIN_TARGET_VALUE = 0.1;
const MAX_TARGET_VALUE = 0.9;

/**
 * LIMIT: AWS makes two alarms for a policy and names them; here the utilisation is measured directly, so there are none.
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html
 */
export const putScalingPolicy = operation("PutScalingPolicy", async (input, { store, clock, account }) => {
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
  return { PolicyARN: childArn(account, "scalingPolicy", { ...policy, id: policy.policyId }), Alarms: [] };
});

type Settings = Omit<ScalingPolicy, "resourceId" | "name" | "policyId" | "createdAtMs">;

const readSettings = (input: PutScalingPolicyRequest): Settings => {
  const isTracking = (input.PolicyType ?? "TargetTrackingScaling") === "TargetTrackingScaling";
  if (!isTracking) throw notSupported(`Scaling policies of type ${input.PolicyType} are`);
  const config = input.TargetTrackingScalingPolicyConfiguration;
  if (config === undefined) throw invalid("TargetTrackingScalingPolicyConfiguration is required.");
  if (config.CustomizedMetricSpecification !== undefined) throw notSupported("Customized metrics are");
  const metric = config.PredefinedMetricSpecification?.PredefinedMetricType;
  if (metric !== "LambdaProvisionedConcurrencyUtilization") {
    throw invalid(
      "Unsupported metric: lambda:function:ProvisionedConcurrency has LambdaProvisionedConcurrencyUtilization",
    );
  }
  if (!(config.TargetValue >= MIN_TARGET_VALUE && config.TargetValue <= MAX_TARGET_VALUE)) {
    throw invalid(`Target value must be between ${MIN_TARGET_VALUE} and ${MAX_TARGET_VALUE}`);
  }
  return {
    targetValue: config.TargetValue,
    scaleOutCooldownSeconds: checkCooldown(config.ScaleOutCooldown),
    scaleInCooldownSeconds: checkCooldown(config.ScaleInCooldown),
    disableScaleIn: config.DisableScaleIn,
  };
};

const checkCooldown = (seconds: number | undefined): number | undefined => {
  if (seconds !== undefined && seconds < 0) throw invalid("Cooldown cannot be negative");
  return seconds;
};
