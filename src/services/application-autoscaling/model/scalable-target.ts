import type { Account } from "../../../aws/account.ts";
import type { ScalableFunction } from "../contract.ts";
import { type TargetName, unsupportedTarget } from "../exceptions.ts";

export const NAMESPACE = "lambda";
export const DIMENSION = "lambda:function:ProvisionedConcurrency";

/** Within which capacity an alias or a version is scaled. Frozen data. */
export interface ScalableTarget {
  /** `function:NAME:QUALIFIER`. */
  readonly resourceId: string;
  /** The end of its ARN. */
  readonly targetId: string;
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly createdAtMs: number;
  readonly suspended: Suspensions;
  readonly tags: Readonly<Record<string, string>>;
}

/** What does not happen for now. */
interface Suspensions {
  readonly scalingIn: boolean;
  readonly scalingOut: boolean;
  readonly scheduled: boolean;
}

const RESOURCE_ID = /^function:(?<functionName>[\w-]{1,64}):(?<qualifier>[\w-]{1,128})$/;

/** @throws ServiceException for anything else than the provisioned concurrency of an alias or a version */
export const parseTargetName = (name: TargetName): ScalableFunction => {
  const { functionName, qualifier } = RESOURCE_ID.exec(name.ResourceId)?.groups ?? {};
  const isKnown = name.ServiceNamespace === NAMESPACE && name.ScalableDimension === DIMENSION;
  if (!isKnown || functionName === undefined || qualifier === undefined) throw unsupportedTarget();
  return { functionName, qualifier };
};

export const targetName = (resourceId: string) =>
  ({ ServiceNamespace: NAMESPACE, ResourceId: resourceId, ScalableDimension: DIMENSION }) as const;

/** What is scaled under a name that was checked when it was registered. */
export const scalableFunction = (resourceId: string): ScalableFunction => parseTargetName(targetName(resourceId));

export const targetArn = ({ partition, region, accountId }: Account, targetId: string): string =>
  `arn:${partition}:application-autoscaling:${region}:${accountId}:scalable-target/${targetId}`;

/** PARITY: whatever role is given, this is the one that is used and shown. */
export const serviceLinkedRole = ({ partition, accountId }: Account): string =>
  `arn:${partition}:iam::${accountId}:role/aws-service-role/lambda.application-autoscaling.amazonaws.com/` +
  "AWSServiceRoleForApplicationAutoScaling_LambdaConcurrency";

/** @param kind and @param name of a policy or a scheduled action of a target */
export const childArn = (
  { partition, region, accountId }: Account,
  kind: "scalingPolicy" | "scheduledAction",
  child: { readonly id: string; readonly resourceId: string; readonly name: string },
): string => {
  const label = kind === "scalingPolicy" ? "policyName" : "scheduledActionName";
  const owner = `arn:${partition}:autoscaling:${region}:${accountId}:${kind}:${child.id}`;
  return `${owner}:resource/${NAMESPACE}/${child.resourceId}:${label}/${child.name}`;
};

/** The nearest capacity that a target allows. */
export const withinLimits = (
  capacity: number,
  { minCapacity, maxCapacity }: Pick<ScalableTarget, "minCapacity" | "maxCapacity">,
): number => Math.min(Math.max(capacity, minCapacity), maxCapacity);
