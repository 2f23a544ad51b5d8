import type { LambdaOperations } from "../../../models/generated/lambda.ts";

const ASYNCHRONOUS = "Functions can be invoked synchronously only, so far; use Invoke with RequestResponse.";
const CONCURRENCY = "Concurrency cannot be reserved or provisioned yet; all functions share the account's limit.";
const POLICIES =
  "Resource policies have no effect yet, so none is taken; callers of this account may invoke functions.";
const MAPPINGS = "Event source mappings are not available yet; nothing polls for a function.";
const URLS = "Function URLs are not available yet; use Invoke.";
const CODE_SIGNING = "Code signatures are not verified, so code signing configurations would protect nothing.";
const CAPACITY_PROVIDERS = "Functions run on this host; there are no managed instances to provide capacity.";
const DURABLE = "Durable executions are not available yet.";
const STREAMING = "Responses cannot be streamed yet; use Invoke.";
const RUNTIME_MANAGEMENT = "A function always runs on the runtime version that this host has.";
const RECURSION = "Recursive loops are not detected yet.";

/** Operations of the API that this service refuses, and why, in words for the caller. */
export const UNSUPPORTED = {
  AddPermission: POLICIES,
  CheckpointDurableExecution: DURABLE,
  CreateCapacityProvider: CAPACITY_PROVIDERS,
  CreateCodeSigningConfig: CODE_SIGNING,
  CreateEventSourceMapping: MAPPINGS,
  CreateFunctionUrlConfig: URLS,
  DeleteCapacityProvider: CAPACITY_PROVIDERS,
  DeleteCodeSigningConfig: CODE_SIGNING,
  DeleteEventSourceMapping: MAPPINGS,
  DeleteFunctionCodeSigningConfig: CODE_SIGNING,
  DeleteFunctionConcurrency: CONCURRENCY,
  DeleteFunctionEventInvokeConfig: ASYNCHRONOUS,
  DeleteFunctionUrlConfig: URLS,
  DeleteProvisionedConcurrencyConfig: CONCURRENCY,
  DeleteResourcePolicy: POLICIES,
  GetCapacityProvider: CAPACITY_PROVIDERS,
  GetCodeSigningConfig: CODE_SIGNING,
  GetDurableExecution: DURABLE,
  GetDurableExecutionHistory: DURABLE,
  GetDurableExecutionState: DURABLE,
  GetEventSourceMapping: MAPPINGS,
  GetFunctionCodeSigningConfig: CODE_SIGNING,
  GetFunctionConcurrency: CONCURRENCY,
  GetFunctionEventInvokeConfig: ASYNCHRONOUS,
  GetFunctionRecursionConfig: RECURSION,
  GetFunctionScalingConfig: CAPACITY_PROVIDERS,
  GetFunctionUrlConfig: URLS,
  GetPolicy: POLICIES,
  GetProvisionedConcurrencyConfig: CONCURRENCY,
  GetResourcePolicy: POLICIES,
  GetRuntimeManagementConfig: RUNTIME_MANAGEMENT,
  InvokeAsync: ASYNCHRONOUS,
  InvokeWithResponseStream: STREAMING,
  ListCapacityProviders: CAPACITY_PROVIDERS,
  ListCodeSigningConfigs: CODE_SIGNING,
  ListDurableExecutionsByFunction: DURABLE,
  ListEventSourceMappings: MAPPINGS,
  ListFunctionEventInvokeConfigs: ASYNCHRONOUS,
  ListFunctionUrlConfigs: URLS,
  ListFunctionVersionsByCapacityProvider: CAPACITY_PROVIDERS,
  ListFunctionsByCodeSigningConfig: CODE_SIGNING,
  ListProvisionedConcurrencyConfigs: CONCURRENCY,
  PutFunctionCodeSigningConfig: CODE_SIGNING,
  PutFunctionConcurrency: CONCURRENCY,
  PutFunctionEventInvokeConfig: ASYNCHRONOUS,
  PutFunctionRecursionConfig: RECURSION,
  PutFunctionScalingConfig: CAPACITY_PROVIDERS,
  PutProvisionedConcurrencyConfig: CONCURRENCY,
  PutResourcePolicy: POLICIES,
  PutRuntimeManagementConfig: RUNTIME_MANAGEMENT,
  RemovePermission: POLICIES,
  SendDurableExecutionCallbackFailure: DURABLE,
  SendDurableExecutionCallbackHeartbeat: DURABLE,
  SendDurableExecutionCallbackSuccess: DURABLE,
  StopDurableExecution: DURABLE,
  UpdateCapacityProvider: CAPACITY_PROVIDERS,
  UpdateCodeSigningConfig: CODE_SIGNING,
  UpdateEventSourceMapping: MAPPINGS,
  UpdateFunctionEventInvokeConfig: ASYNCHRONOUS,
  UpdateFunctionUrlConfig: URLS,
} satisfies Partial<Readonly<Record<keyof LambdaOperations, string>>>;
