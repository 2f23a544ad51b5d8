/** Operations on what is set beside functions. */
import { addPermission } from "./add-permission.ts";
import { createCapacityProvider } from "./create-capacity-provider.ts";
import { createCodeSigningConfig } from "./create-code-signing-config.ts";
import { createEventSourceMapping } from "./create-event-source-mapping.ts";
import { createFunctionUrlConfig } from "./create-function-url-config.ts";
import { deleteCapacityProvider } from "./delete-capacity-provider.ts";
import { deleteCodeSigningConfig } from "./delete-code-signing-config.ts";
import { deleteEventSourceMapping } from "./delete-event-source-mapping.ts";
import { deleteFunctionCodeSigningConfig } from "./delete-function-code-signing-config.ts";
import { deleteFunctionConcurrency } from "./delete-function-concurrency.ts";
import { deleteFunctionEventInvokeConfig } from "./delete-function-event-invoke-config.ts";
import { deleteFunctionUrlConfig } from "./delete-function-url-config.ts";
import { deleteProvisionedConcurrencyConfig } from "./delete-provisioned-concurrency-config.ts";
import { deleteResourcePolicy } from "./delete-resource-policy.ts";
import { getCapacityProvider } from "./get-capacity-provider.ts";
import { getCodeSigningConfig } from "./get-code-signing-config.ts";
import { getEventSourceMapping } from "./get-event-source-mapping.ts";
import { getFunctionCodeSigningConfig } from "./get-function-code-signing-config.ts";
import { getFunctionConcurrency } from "./get-function-concurrency.ts";
import { getFunctionEventInvokeConfig } from "./get-function-event-invoke-config.ts";
import { getFunctionRecursionConfig } from "./get-function-recursion-config.ts";
import { getFunctionScalingConfig } from "./get-function-scaling-config.ts";
import { getFunctionUrlConfig } from "./get-function-url-config.ts";
import { getPolicy } from "./get-policy.ts";
import { getProvisionedConcurrencyConfig } from "./get-provisioned-concurrency-config.ts";
import { getResourcePolicy } from "./get-resource-policy.ts";
import { getRuntimeManagementConfig } from "./get-runtime-management-config.ts";
import { listCapacityProviders } from "./list-capacity-providers.ts";
import { listCodeSigningConfigs } from "./list-code-signing-configs.ts";
import { listEventSourceMappings } from "./list-event-source-mappings.ts";
import { listFunctionEventInvokeConfigs } from "./list-function-event-invoke-configs.ts";
import { listFunctionUrlConfigs } from "./list-function-url-configs.ts";
import { listFunctionVersionsByCapacityProvider } from "./list-function-versions-by-capacity-provider.ts";
import { listFunctionsByCodeSigningConfig } from "./list-functions-by-code-signing-config.ts";
import { listProvisionedConcurrencyConfigs } from "./list-provisioned-concurrency-configs.ts";
import { putFunctionCodeSigningConfig } from "./put-function-code-signing-config.ts";
import { putFunctionConcurrency } from "./put-function-concurrency.ts";
import { putFunctionEventInvokeConfig } from "./put-function-event-invoke-config.ts";
import { putFunctionRecursionConfig } from "./put-function-recursion-config.ts";
import { putFunctionScalingConfig } from "./put-function-scaling-config.ts";
import { putProvisionedConcurrencyConfig } from "./put-provisioned-concurrency-config.ts";
import { putResourcePolicy } from "./put-resource-policy.ts";
import { putRuntimeManagementConfig } from "./put-runtime-management-config.ts";
import { removePermission } from "./remove-permission.ts";
import { updateCapacityProvider } from "./update-capacity-provider.ts";
import { updateCodeSigningConfig } from "./update-code-signing-config.ts";
import { updateEventSourceMapping } from "./update-event-source-mapping.ts";
import { updateFunctionEventInvokeConfig } from "./update-function-event-invoke-config.ts";
import { updateFunctionUrlConfig } from "./update-function-url-config.ts";

const POLICIES = [
  addPermission,
  deleteResourcePolicy,
  getPolicy,
  getResourcePolicy,
  putResourcePolicy,
  removePermission,
];

const CONCURRENCY = [
  deleteFunctionConcurrency,
  deleteProvisionedConcurrencyConfig,
  getFunctionConcurrency,
  getProvisionedConcurrencyConfig,
  listProvisionedConcurrencyConfigs,
  putFunctionConcurrency,
  putProvisionedConcurrencyConfig,
];

const EVENT_INVOKE_CONFIGS = [
  deleteFunctionEventInvokeConfig,
  getFunctionEventInvokeConfig,
  listFunctionEventInvokeConfigs,
  putFunctionEventInvokeConfig,
  updateFunctionEventInvokeConfig,
];

const URL_CONFIGS = [
  createFunctionUrlConfig,
  deleteFunctionUrlConfig,
  getFunctionUrlConfig,
  listFunctionUrlConfigs,
  updateFunctionUrlConfig,
];

const CODE_SIGNING = [
  createCodeSigningConfig,
  deleteCodeSigningConfig,
  deleteFunctionCodeSigningConfig,
  getCodeSigningConfig,
  getFunctionCodeSigningConfig,
  listCodeSigningConfigs,
  listFunctionsByCodeSigningConfig,
  putFunctionCodeSigningConfig,
  updateCodeSigningConfig,
];

const EVENT_SOURCE_MAPPINGS = [
  createEventSourceMapping,
  deleteEventSourceMapping,
  getEventSourceMapping,
  listEventSourceMappings,
  updateEventSourceMapping,
];

const CAPACITY_PROVIDERS = [
  createCapacityProvider,
  deleteCapacityProvider,
  getCapacityProvider,
  getFunctionScalingConfig,
  listCapacityProviders,
  listFunctionVersionsByCapacityProvider,
  putFunctionScalingConfig,
  updateCapacityProvider,
];

const RUNTIME = [
  getFunctionRecursionConfig,
  getRuntimeManagementConfig,
  putFunctionRecursionConfig,
  putRuntimeManagementConfig,
];

export const RECORDS = [
  ...POLICIES,
  ...CONCURRENCY,
  ...EVENT_INVOKE_CONFIGS,
  ...URL_CONFIGS,
  ...CODE_SIGNING,
  ...EVENT_SOURCE_MAPPINGS,
  ...CAPACITY_PROVIDERS,
  ...RUNTIME,
];
