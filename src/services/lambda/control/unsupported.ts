import type { LambdaOperations } from "../../../models/generated/lambda.ts";

const CAPACITY_PROVIDERS = "Functions run on this host; there are no managed instances to provide capacity.";
const DURABLE = "Durable executions are not available yet.";

/** Operations of the API that this service refuses, and why, in words for the caller. */
export const UNSUPPORTED = {
  CheckpointDurableExecution: DURABLE,
  CreateCapacityProvider: CAPACITY_PROVIDERS,
  DeleteCapacityProvider: CAPACITY_PROVIDERS,
  GetCapacityProvider: CAPACITY_PROVIDERS,
  GetDurableExecution: DURABLE,
  GetDurableExecutionHistory: DURABLE,
  GetDurableExecutionState: DURABLE,
  GetFunctionScalingConfig: CAPACITY_PROVIDERS,
  ListCapacityProviders: CAPACITY_PROVIDERS,
  ListDurableExecutionsByFunction: DURABLE,
  ListFunctionVersionsByCapacityProvider: CAPACITY_PROVIDERS,
  PutFunctionScalingConfig: CAPACITY_PROVIDERS,
  SendDurableExecutionCallbackFailure: DURABLE,
  SendDurableExecutionCallbackHeartbeat: DURABLE,
  SendDurableExecutionCallbackSuccess: DURABLE,
  StopDurableExecution: DURABLE,
  UpdateCapacityProvider: CAPACITY_PROVIDERS,
} satisfies Partial<Readonly<Record<keyof LambdaOperations, string>>>;
