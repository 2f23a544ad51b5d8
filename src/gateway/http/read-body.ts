import type { IncomingMessage, ServerResponse } from "node:http";
import { ClientGone } from "../client-gone.ts";
import { requestTimeout } from "../exceptions.ts";
import { BodyDeadline, type BodyPatience } from "../body/body-deadline.ts";
import type { BodyLimit } from "../body/limits.ts";
import { EMPTY_BODY } from "./channel.ts";

/** Both ends of a request: the client may wait for a `100 Continue` before it sends a body. */
export interface NodeRequest {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/**
 * Reads a whole body into memory, and not a byte more than the limit: a declared length above it is refused
 * before anything is read.
 * @throws ServiceException when the body is too large or too slow
 * @throws ClientGone when the connection ends first
 */
export const readBody = async (
  { incoming, outgoing }: NodeRequest,
  limit: BodyLimit,
  patience: BodyPatience,
): Promise<Uint8Array> => {
  const declaredBytes = incoming.headers["content-length"];
  if (declaredBytes === undefined && incoming.headers["transfer-encoding"] === undefined) return EMPTY_BODY;
  if (Number(declaredBytes) > limit.maxBytes) throw limit.tooLarge(Number(declaredBytes));
  if (incoming.headers.expect !== undefined) outgoing.writeContinue();
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  using deadline = new BodyDeadline(patience, () => reject(requestTimeout()));
  const chunks: Buffer[] = [];
  let receivedBytes = 0;
  const onData = (chunk: Buffer): void => {
    receivedBytes += chunk.length;
    deadline.touch();
    if (receivedBytes > limit.maxBytes) reject(limit.tooLarge(receivedBytes));
    else chunks.push(chunk);
  };
  incoming.on("data", onData);
  incoming.on("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
  incoming.on("error", (cause) => reject(new ClientGone(cause)));
  incoming.on("close", () => {
    if (!incoming.complete) reject(new ClientGone());
  });
  try {
    return await promise;
  } finally {
    incoming.off("data", onData);
  }
};
