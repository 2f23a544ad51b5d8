import { notSupportedYet } from "../../exceptions.ts";
import { acceptEvent } from "../accept-event.ts";
import { operation } from "../operation.ts";
import { prepareInvocation } from "../prepare-invocation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const invoke = operation("Invoke", async (input, context) => {
  if (input.DurableExecutionName !== undefined) throw notSupportedYet("Durable execution is");
  if (input.InvocationType === "Event") {
    await acceptEvent(input, context);
    return { StatusCode: 202 };
  }
  const invocation = await prepareInvocation(input, context);
  if (input.InvocationType === "DryRun") return { StatusCode: 204 };
  const result = await context.invoker.invoke(invocation);
  return {
    StatusCode: 200,
    ExecutedVersion: result.executedVersion,
    FunctionError: result.functionError,
    LogResult: result.logTail && Buffer.from(result.logTail).toString("base64"),
    Payload: result.payload,
  };
});
