import { ServiceException } from "../../../aws/service-exception.ts";
import type { WebResponse } from "../../../aws/service.ts";
import type { StreamedInvocation } from "../invoke/response-stream.ts";
import { httpAnswer } from "./http-answer.ts";
import { HTTP_INTEGRATION, takePrelude } from "./prelude.ts";

/** What a streaming handler writes is of unknown type unless it says more. */
const BYTES_TYPE = "application/octet-stream";

/**
 * The HTTP response that a function's streamed answer means, as soon as its head is known.
 * PARITY: an answer without a prelude is the body as it is, also where it looks like a description of a response.
 * @returns undefined when the function failed before, or its prelude describes no response that can be sent
 */
export const streamedResponse = async (streamed: StreamedInvocation): Promise<WebResponse | undefined> => {
  const { hasBegun, contentType = BYTES_TYPE } = streamed;
  if (!hasBegun) return undefined;
  if (contentType !== HTTP_INTEGRATION) {
    const answer = httpAnswer({ headers: { "content-type": contentType } }, BYTES_TYPE);
    return answer && { ...answer, body: bodyOf(streamed.chunks, streamed) };
  }
  const prelude = await takePrelude(streamed.chunks);
  const answer = prelude && httpAnswer(prelude.source, BYTES_TYPE);
  return answer && prelude && { ...answer, body: bodyOf(prelude.body, streamed) };
};

/** Breaks off where the function did: its caller must not take what there is for the whole. */
async function* bodyOf(
  chunks: AsyncIterable<Uint8Array>,
  { result }: StreamedInvocation,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield* chunks;
  const { functionError } = await result;
  if (functionError === undefined) return;
  throw new ServiceException({
    code: "FunctionError",
    message: "The function failed in the middle of its response.",
    statusCode: 502,
  });
}
