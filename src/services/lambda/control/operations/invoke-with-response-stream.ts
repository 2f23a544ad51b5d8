import type { InvokeWithResponseStreamResponseEvent } from "../../../../models/generated/lambda.ts";
import type { InvocationResult } from "../../invoke/contract.ts";
import { invokeWithStream, type StreamedInvocation } from "../../invoke/response-stream.ts";
import { operation } from "../operation.ts";
import { prepareInvocation } from "../prepare-invocation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html */
export const invokeWithResponseStream = operation("InvokeWithResponseStream", async (input, context) => {
  const { invoker, clock, signal, streamBytesPerSecond: bytesPerSecond } = context;
  const invocation = await prepareInvocation(input, context);
  if (input.InvocationType === "DryRun") return { StatusCode: 204, EventStream: noEvents() };
  const streamed = await invokeWithStream(invoker, invocation, { clock, bytesPerSecond, signal });
  return {
    StatusCode: 200,
    ExecutedVersion: invocation.functionVersion.version,
    EventStream: eventsOf(streamed),
  };
});

// oxlint-disable-next-line require-yield -- a stream without events is what it is for
async function* noEvents(): AsyncGenerator<InvokeWithResponseStreamResponseEvent, void, undefined> {}

async function* eventsOf({
  chunks,
  result,
}: StreamedInvocation): AsyncGenerator<InvokeWithResponseStreamResponseEvent, void, undefined> {
  for await (const Payload of chunks) yield { PayloadChunk: { Payload } };
  yield { InvokeComplete: completeEvent(await result) };
}

/** PARITY: of a function that failed, what it says of its error is the details, before or after its first byte. */
const completeEvent = ({ functionError, payload, logTail }: InvocationResult) => ({
  ErrorCode: functionError,
  ErrorDetails: functionError && Buffer.from(payload).toString(),
  LogResult: logTail && Buffer.from(logTail).toString("base64"),
});
