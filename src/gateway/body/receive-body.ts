import type { Clock } from "../../base/clock.ts";
import type { Authentication } from "../authenticate.ts";
import { badRequest } from "../exceptions.ts";
import type { RequestHead, Target } from "../served-service.ts";
import type { BodyTimeouts } from "./body-deadline.ts";
import { bodyLimit } from "./limits.ts";
import { readBody, type BodySource } from "./read-body.ts";

/**
 * The body an operation gets: read within its limit, covered by the caller's signature, free of transport coding.
 * @param received the body where it had to be read earlier to identify the operation
 */
export const receiveBody = async (
  source: BodySource,
  head: RequestHead,
  target: Target,
  authentication: Authentication,
  received: Uint8Array | undefined,
  { timeouts, clock }: { readonly timeouts: BodyTimeouts; readonly clock: Clock },
): Promise<Uint8Array> => {
  const { kind } = authentication.declaration;
  if (kind === "signed-chunks" || kind === "unsigned-chunks") {
    throw badRequest("The aws-chunked content encoding is not accepted by this operation.");
  }
  const limit = bodyLimit(head, target);
  const body = received ?? (await readBody(source, limit, timeouts, clock));
  if (body.length > limit.maxBytes) throw limit.tooLarge(body.length);
  authentication.confirm(body);
  return body;
};
