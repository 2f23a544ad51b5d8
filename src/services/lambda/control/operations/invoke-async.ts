import { payloadTooLarge } from "../../exceptions.ts";
import { MAX_ASYNC_PAYLOAD_BYTES } from "../../model/quotas.ts";
import { acceptEvent } from "../accept-event.ts";
import { operation } from "../operation.ts";

/**
 * What asynchronous invocation was before Invoke.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_InvokeAsync.html
 */
export const invokeAsync = operation("InvokeAsync", async ({ FunctionName, InvokeArgs }, context) => {
  await acceptEvent({ FunctionName, Payload: await readAll(InvokeArgs) }, context);
  return { Status: 202 };
});

/** The arguments travel as a stream and are small all the same. */
const readAll = async (stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const pieces: Uint8Array[] = [];
  let receivedBytes = 0;
  for await (const bytes of stream) {
    receivedBytes += bytes.byteLength;
    if (receivedBytes > MAX_ASYNC_PAYLOAD_BYTES) throw payloadTooLarge(MAX_ASYNC_PAYLOAD_BYTES);
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
};
