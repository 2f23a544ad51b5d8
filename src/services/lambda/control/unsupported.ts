import type { LambdaOperations } from "../../../models/generated/lambda.ts";

const DURABLE = "Durable executions are not available yet.";

/** Operations of the API that this service refuses, and why, in words for the caller. */
export const UNSUPPORTED = {
  CheckpointDurableExecution: DURABLE,
  GetDurableExecution: DURABLE,
  GetDurableExecutionHistory: DURABLE,
  GetDurableExecutionState: DURABLE,
  ListDurableExecutionsByFunction: DURABLE,
  SendDurableExecutionCallbackFailure: DURABLE,
  SendDurableExecutionCallbackHeartbeat: DURABLE,
  SendDurableExecutionCallbackSuccess: DURABLE,
  StopDurableExecution: DURABLE,
} satisfies Partial<Readonly<Record<keyof LambdaOperations, string>>>;
