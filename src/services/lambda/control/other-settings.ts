import type { CapacityProviderConfig, DurableConfig } from "../../../models/generated/lambda.ts";
import { invalidParameter } from "../exceptions.ts";
import type { FunctionSettings } from "../model/function-version.ts";
import type { SettingsRequest } from "./settings-request.ts";

/** So long AWS keeps the history of a durable execution of which nothing else was said. */
const DEFAULT_RETENTION_DAYS = 14;
/** @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html */
const DEFAULT_ENVIRONMENT_CONCURRENCY = 16;
const DEFAULT_GIB_PER_VCPU = 2;

/**
 * Lays a request over the settings that are kept in wire shape. What each of them changes is told by
 * `model/setting-effects.ts`.
 * @throws ServiceException for what can only be had from the beginning
 */
export const applyOtherSettings = (
  current: FunctionSettings["other"],
  request: SettingsRequest,
): FunctionSettings["other"] => {
  const next: Record<string, unknown> = { ...current };
  const set = (name: string, value: unknown, isEmpty = false) => {
    if (value === undefined) return;
    if (isEmpty) delete next[name];
    else next[name] = value;
  };
  set("CapacityProviderConfig", request.CapacityProviderConfig && withCapacityDefaults(request.CapacityProviderConfig));
  set("DeadLetterConfig", request.DeadLetterConfig, (request.DeadLetterConfig?.TargetArn ?? "") === "");
  set("DurableConfig", request.DurableConfig && durableConfig(current["DurableConfig"], request.DurableConfig));
  set("FileSystemConfigs", request.FileSystemConfigs, request.FileSystemConfigs?.length === 0);
  set("KMSKeyArn", request.KMSKeyArn, request.KMSKeyArn === "");
  set("SnapStart", request.SnapStart);
  set("TenancyConfig", request.TenancyConfig);
  set("VpcConfig", request.VpcConfig && { ...(current["VpcConfig"] as object), ...request.VpcConfig });
  return next;
};

/** Notes the key that code is said to be encrypted with: it comes and goes with the code. */
export const withSourceKey = (
  { SourceKMSKeyArn: _former, ...other }: FunctionSettings["other"],
  sourceKmsKeyArn: string | undefined,
): FunctionSettings["other"] => (sourceKmsKeyArn ? { ...other, SourceKMSKeyArn: sourceKmsKeyArn } : other);

const withCapacityDefaults = (config: CapacityProviderConfig): CapacityProviderConfig => ({
  LambdaManagedInstancesCapacityProviderConfig: {
    PerExecutionEnvironmentMaxConcurrency: DEFAULT_ENVIRONMENT_CONCURRENCY,
    ExecutionEnvironmentMemoryGiBPerVCpu: DEFAULT_GIB_PER_VCPU,
    ...config.LambdaManagedInstancesCapacityProviderConfig,
  },
});

/** AWS states the rule; the words are our own. */
const durableConfig = (current: unknown, config: DurableConfig): DurableConfig => {
  const next = { RetentionPeriodInDays: DEFAULT_RETENTION_DAYS, ...(current as DurableConfig | undefined), ...config };
  if (next.ExecutionTimeout === undefined) {
    throw invalidParameter("DurableConfig requires an ExecutionTimeout.");
  }
  return next;
};
