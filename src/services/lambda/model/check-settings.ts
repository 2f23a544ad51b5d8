import type { ServiceException } from "../../../aws/service-exception.ts";
import type { FileSystemConfig, VpcConfig } from "../../../models/generated/lambda.ts";
import { invalidParameter, notSupportedYet, validationError } from "../exceptions.ts";
import { checkEnvironmentVariables } from "./environment-variables.ts";
import type { FunctionSettings } from "./function-version.ts";
import { MAX_MEMORY_MIB, MAX_SNAPSHOT_STORAGE_MIB, MAX_TIMEOUT_SECONDS } from "./quotas.ts";
import { checkRuntimeIdentifier, supportsSnapStart } from "./runtime-identifiers.ts";
import { wantsSnapshot } from "./snap-start.ts";
import { isolatesTenants } from "./tenancy.ts";

/**
 * Rules between settings, and limits that the API model states wider than they are: it knows of functions on
 * managed instances too, which may run longer and use more memory.
 * @throws ServiceException for the first rule that is broken
 */
export const checkSettings = (settings: FunctionSettings): void => {
  checkLimits(settings);
  checkPackage(settings);
  checkEnvironmentVariables(settings.environment);
  checkSnapStart(settings);
  checkNetwork(settings);
};

const checkLimits = ({ timeoutSeconds, memoryMiB }: FunctionSettings): void => {
  if (timeoutSeconds > MAX_TIMEOUT_SECONDS) {
    throw validationError(
      `Value '${timeoutSeconds}' at 'timeout' failed to satisfy constraint: ` +
        `Member must have value less than or equal to ${MAX_TIMEOUT_SECONDS}`,
    );
  }
  if (memoryMiB > MAX_MEMORY_MIB) {
    throw invalidParameter(
      "'MemorySize' value failed to satisfy constraint: " +
        `Member must have value less than or equal to ${MAX_MEMORY_MIB}`,
    );
  }
};

const checkPackage = (settings: FunctionSettings): void => {
  if (settings.packageType === "Image") throw notSupportedYet("Functions from container images are");
  if (settings.runtime === undefined || settings.handler === undefined) {
    throw invalidParameter(
      "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
    );
  }
  checkRuntimeIdentifier(settings.runtime);
};

/**
 * PARITY: the words about runtimes are AWS's; of the other rules it states but the rules, so they are told likewise.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html#snapstart-compare
 */
const checkSnapStart = (settings: FunctionSettings): void => {
  if (!wantsSnapshot(settings)) return;
  const { runtime = "", ephemeralStorageMiB, other } = settings;
  if (!supportsSnapStart(runtime)) throw notWithSnapStart(runtime);
  if (ephemeralStorageMiB > MAX_SNAPSHOT_STORAGE_MIB) {
    throw notWithSnapStart(`Ephemeral storage larger than ${MAX_SNAPSHOT_STORAGE_MIB} MB`);
  }
  if (((other["FileSystemConfigs"] ?? []) as readonly FileSystemConfig[]).length > 0) throw notWithSnapStart("EFS");
  if (isolatesTenants(settings)) throw notWithSnapStart("Tenant isolation");
};

const notWithSnapStart = (what: string): ServiceException =>
  invalidParameter(`${what} is not supported for SnapStart enabled functions.`);

/**
 * PARITY: AWS calls security groups `SecurityIds`.
 * @see https://github.com/aws/aws-sdk-js/issues/1293, https://github.com/aws-cloudformation/cfn-lint/issues/4369 and
 *   https://github.com/aws/chalice/issues/1453 for the words
 */
const checkNetwork = ({ other }: FunctionSettings): void => {
  const vpc = other["VpcConfig"] as VpcConfig | undefined;
  const { SubnetIds = [], SecurityGroupIds = [] } = vpc ?? {};
  if ((SubnetIds.length === 0) !== (SecurityGroupIds.length === 0)) {
    throw invalidParameter("SubnetIds and SecurityIds must coexist or be both empty list.");
  }
  const [fileSystem] = (other["FileSystemConfigs"] ?? []) as readonly FileSystemConfig[];
  if (fileSystem === undefined || SubnetIds.length > 0) return;
  throw invalidParameter(
    vpc === undefined
      ? `Function must be configured to execute in a VPC to reference access point ${fileSystem.Arn}.`
      : `Function VPC configuration cannot be removed with access point ${fileSystem.Arn} referenced.`,
  );
};
