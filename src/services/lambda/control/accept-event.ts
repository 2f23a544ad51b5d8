import type { OperationContext } from "../../../aws/service.ts";
import { checkKind } from "../invoke/check-environment.ts";
import { rootOf } from "../invoke/trace-header.ts";
import { parseFunctionReference } from "../model/function-reference.ts";
import { MAX_ASYNC_PAYLOAD_BYTES } from "../model/quotas.ts";
import type { LambdaDependencies } from "./operation.ts";
import { type InvocationInput, prepareInvocation } from "./prepare-invocation.ts";

/**
 * Puts an invocation into the queue; it is durable when the promise resolves. Which version runs is chosen anew when
 * its turn comes.
 * @throws ServiceException whatever a caller who waits would be refused with before the function runs
 */
export const acceptEvent = async (
  input: InvocationInput,
  context: OperationContext &
    Pick<LambdaDependencies, "directory" | "random" | "transitions" | "asyncInvoker" | "clock">,
): Promise<void> => {
  const invocation = await prepareInvocation(input, context, MAX_ASYNC_PAYLOAD_BYTES);
  // What no attempt could ever do is not queued.
  checkKind(invocation.functionVersion);
  const { requestId, payload, clientContext, tenantId } = invocation;
  const received = invocation.traceHeader;
  // Every attempt belongs to one trace; whether it is sampled is decided when it runs.
  const traceHeader = received ?? `Root=${rootOf({ received, requestId, nowMs: context.clock.nowMs() })}`;
  context.setHeader?.("X-Amzn-Trace-Id", traceHeader);
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, context.account);
  await context.asyncInvoker.accept({ ...reference, requestId, payload, clientContext, tenantId, traceHeader });
};
