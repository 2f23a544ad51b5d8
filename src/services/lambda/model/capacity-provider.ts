import type { Account } from "../../../aws/account.ts";
import type {
  CapacityProvider as CapacityProviderOutput,
  CapacityProviderState,
  CreateCapacityProviderRequest,
  UpdateCapacityProviderRequest,
} from "../../../models/generated/lambda.ts";
import { invalidParameter } from "../exceptions.ts";

type Shown = Omit<CapacityProviderOutput, "CapacityProviderArn" | "State" | "LastModified">;

/** Instances that functions could be run on, in the caller's own words: here there are none, and nothing runs on it. */
export interface CapacityProvider {
  readonly arn: string;
  readonly lastModifiedMs: number;
  /** In wire shape, defaults included. */
  readonly settings: Shown;
}

/** AWS scales up to so many by itself. @see https://docs.aws.amazon.com/lambda/latest/api/API_CapacityProviderScalingConfig.html */
const DEFAULT_MAX_VCPUS = 400;

/** @param nameOrArn as the API model's pattern lets it pass; an ARN of elsewhere names nothing that is here */
export const capacityProviderArn = (nameOrArn: string, { partition, region, accountId }: Account): string =>
  nameOrArn.startsWith("arn:")
    ? nameOrArn
    : `arn:${partition}:lambda:${region}:${accountId}:capacity-provider:${nameOrArn}`;

export const newCapacityProviderSettings = (request: CreateCapacityProviderRequest): Shown => ({
  VpcConfig: request.VpcConfig,
  PermissionsConfig: request.PermissionsConfig,
  InstanceRequirements: { Architectures: ["x86_64"], ...request.InstanceRequirements },
  CapacityProviderScalingConfig: {
    ScalingMode: "Auto",
    MaxVCpuCount: DEFAULT_MAX_VCPUS,
    ...request.CapacityProviderScalingConfig,
  },
  KmsKeyArn: request.KmsKeyArn,
  PropagateTags: request.PropagateTags,
  TelemetryConfig: request.TelemetryConfig,
});

/** What the request does not name stays as it is. */
export const applyCapacityProviderSettings = (current: Shown, request: UpdateCapacityProviderRequest): Shown => ({
  ...current,
  CapacityProviderScalingConfig: request.CapacityProviderScalingConfig ?? current.CapacityProviderScalingConfig,
  PropagateTags: request.PropagateTags ?? current.PropagateTags,
  TelemetryConfig: request.TelemetryConfig ?? current.TelemetryConfig,
});

/** AWS states the rules; the words are our own. @throws ServiceException */
export const checkCapacityProviderSettings = ({ InstanceRequirements, CapacityProviderScalingConfig }: Shown): void => {
  const { AllowedInstanceTypes: allowed, ExcludedInstanceTypes: excluded } = InstanceRequirements ?? {};
  if ((allowed?.length ?? 0) > 0 && (excluded?.length ?? 0) > 0) {
    throw invalidParameter("AllowedInstanceTypes and ExcludedInstanceTypes cannot be given together.");
  }
  const { ScalingMode: mode, ScalingPolicies: policies } = CapacityProviderScalingConfig ?? {};
  if (mode === "Manual" && policies === undefined) {
    throw invalidParameter("ScalingPolicies are required when ScalingMode is Manual.");
  }
  if (mode === "Auto" && policies !== undefined) {
    throw invalidParameter("ScalingPolicies are not allowed when ScalingMode is Auto.");
  }
};

/** @param state while a change is answered; with nothing to start or stop, each comes to its end at once */
export const toCapacityProvider = (
  { arn, settings, lastModifiedMs }: CapacityProvider,
  state: CapacityProviderState = "Active",
): CapacityProviderOutput => ({
  CapacityProviderArn: arn,
  State: state,
  ...settings,
  LastModified: new Date(lastModifiedMs).toISOString().replace("Z", "+0000"),
});
