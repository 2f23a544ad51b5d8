/**
 * The body an operation gets: within its limit, covered by the caller's signature, equal to its checksums, and
 * free of transport coding. Whole in memory, unless the operation takes a stream.
 */
import { createHash } from "node:crypto";
import type { WireRequest } from "../../protocol/contract.ts";
import { decodeAwsChunked, type Trailers } from "../../protocol/aws-chunked/decode.ts";
import { ChunkSignatures } from "../../protocol/sigv4/chunk-signatures.ts";
import { sha256Hex } from "../../protocol/sigv4/signature.ts";
import type { Authentication } from "../authenticate.ts";
import { badRequest } from "../exceptions.ts";
import type { BodySource } from "../http/channel.ts";
import type { RequestHead, Target } from "../served-service.ts";
import { BodyChecks } from "./body-checks.ts";
import type { BodyPatience } from "./body-deadline.ts";
import { decompress } from "./decompress.ts";
import { bodyLimit, type BodyLimit } from "./limits.ts";

/** What is known of a request before its body is read. */
export interface BodyRequest {
  readonly head: RequestHead;
  readonly target: Target;
  readonly authentication: Authentication;
  /** The body where it had to be read earlier to identify the operation. */
  readonly received: Uint8Array | undefined;
}

const NO_TRAILERS: Trailers = {};

/** @throws ServiceException when the body is too large, too slow, forged, damaged or malformed */
export const receiveBody = (
  source: BodySource,
  request: BodyRequest,
  patience: BodyPatience,
): WireRequest["body"] | Promise<WireRequest["body"]> => {
  const { head, target, authentication, received } = request;
  const checks = BodyChecks.of(head, target.operation.name);
  const limit = bodyLimit(head, target);
  const streams = target.protocol.streamsInput(target.operation.name);
  const pieces = (): AsyncIterable<Uint8Array> => source.streamBody(patience.bodyTimeouts.idleMs, patience.clock);
  if (isChunked(authentication)) {
    const decoded = decodeChunks(pieces(), head, authentication, checks);
    return streams ? decoded : gather(decoded, limit).then((body) => decompress(body, head, target, limit));
  }
  if (streams && authentication.bodyHash !== "before-use") return verified(pieces(), authentication, checks);
  const check = (body: Uint8Array): WireRequest["body"] | Promise<WireRequest["body"]> => {
    if (body.length > limit.maxBytes) throw limit.tooLarge(body.length);
    if (authentication.bodyHash !== "none") authentication.confirm(sha256Hex(body));
    checks?.update(body);
    checks?.finish(NO_TRAILERS);
    return streams ? onePiece(body) : decompress(body, head, target, limit);
  };
  const whole = received ?? source.readBody(limit, patience);
  return whole instanceof Promise ? whole.then(check) : check(whole);
};

const isChunked = ({ declaration: { kind } }: Authentication): boolean =>
  kind === "signed-chunks" || kind === "unsigned-chunks";

async function* decodeChunks(
  source: AsyncIterable<Uint8Array>,
  { headers }: RequestHead,
  { declaration, chunkSigning }: Authentication,
  checks: BodyChecks | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decodedLength = headers["x-amz-decoded-content-length"];
  if (decodedLength !== undefined && !/^\d{1,15}$/.test(decodedLength)) {
    throw badRequest("The x-amz-decoded-content-length header is not a number of bytes.");
  }
  const decoded = decodeAwsChunked(source, {
    signatures: chunkSigning && new ChunkSignatures(chunkSigning.claim, chunkSigning.key),
    signedTrailers: declaration.kind === "signed-chunks" && declaration.trailer === "signed",
    decodedBytes: decodedLength === undefined ? undefined : Number(decodedLength),
    onTrailers: (trailers) => checks?.finish(trailers),
  });
  for await (const bytes of decoded) {
    checks?.update(bytes);
    yield bytes;
  }
}

/** Passes a body on and throws at its end when it was not the one that was signed. */
async function* verified(
  source: AsyncIterable<Uint8Array>,
  authentication: Authentication,
  checks: BodyChecks | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = authentication.bodyHash === "none" ? undefined : createHash("sha256");
  for await (const bytes of source) {
    hash?.update(bytes);
    checks?.update(bytes);
    yield bytes;
  }
  if (hash !== undefined) authentication.confirm(hash.digest("hex"));
  checks?.finish(NO_TRAILERS);
}

async function* onePiece(body: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  if (body.length > 0) yield body;
}

const gather = async (source: AsyncIterable<Uint8Array>, limit: BodyLimit): Promise<Uint8Array> => {
  const pieces: Uint8Array[] = [];
  let receivedBytes = 0;
  for await (const bytes of source) {
    receivedBytes += bytes.length;
    if (receivedBytes > limit.maxBytes) throw limit.tooLarge(receivedBytes);
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
};
