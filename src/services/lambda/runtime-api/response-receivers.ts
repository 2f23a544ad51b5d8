import type { ResponseSink } from "../invoke/contract.ts";
import * as answers from "./answers.ts";
import type { HttpConnection, RequestReceiver } from "./http-connection.ts";
import type { Headers, RequestHead } from "./http-head.ts";
import { MAX_RESPONSE_BYTES, MAX_STREAMED_RESPONSE_BYTES } from "./limits.ts";
import { Discard, Passage, Reception } from "./receivers.ts";

/** How the runtime answered an invocation. */
export type RuntimeResponse =
  /** The payload is empty when it went to whoever takes the response while it is written. */
  | { readonly kind: "response"; readonly payload: Uint8Array }
  | { readonly kind: "error"; readonly errorType: string; readonly payload: Uint8Array }
  | { readonly kind: "too-large"; readonly maxBytes: number }
  /** The connection broke in the middle of the response. */
  | { readonly kind: "truncated" };

/** A request that answers an invocation, and whom to tell how it came out. */
export interface ResponseRequest {
  readonly head: RequestHead;
  readonly connection: HttpConnection;
  readonly respond: (response: RuntimeResponse) => void;
}

const NOTHING = Buffer.alloc(0);

/**
 * `POST …/response`.
 * @param sink takes the response of an invocation whose caller wants it while it is written
 */
export const receiveResponse = (request: ResponseRequest, sink: ResponseSink | undefined): RequestReceiver => {
  const { head, connection, respond } = request;
  const mode = head.headers.get("lambda-runtime-function-response-mode");
  if (mode !== undefined && mode !== "streaming") {
    respond({ kind: "error", errorType: "Runtime.InvalidResponseModeHeader", payload: NOTHING });
    return new Discard(connection, answers.INVALID_RESPONSE_MODE);
  }
  if (sink !== undefined && mode !== undefined) return passOn(request, sink);
  const events = {
    ...otherEnds(request, MAX_RESPONSE_BYTES),
    onComplete: (payload: Uint8Array, trailers: Headers) => {
      const error = errorIn(trailers);
      if (error === undefined && sink !== undefined) handOver(payload, head, sink);
      respond(error ?? { kind: "response", payload: sink === undefined ? payload : NOTHING });
      acceptSoon(connection);
    },
  };
  return new Reception(events, head.body.kind === "length" ? head.body.bytes : 0);
};

/** `POST …/error` */
export const receiveError = (request: ResponseRequest): RequestReceiver => {
  const errorType = errorTypeOf(request.head.headers);
  return new Reception({
    ...otherEnds(request, MAX_RESPONSE_BYTES),
    onComplete: (payload) => {
      request.respond({ kind: "error", errorType, payload });
      request.connection.answer(answers.ACCEPTED);
    },
  });
};

const passOn = (request: ResponseRequest, sink: ResponseSink): RequestReceiver => {
  const { head, connection, respond } = request;
  const late = atFirstByte(sink, head.headers.get("content-type"));
  return new Passage(late.write, {
    ...otherEnds(request, MAX_STREAMED_RESPONSE_BYTES),
    onComplete: (_none, trailers) => {
      const error = errorIn(trailers);
      if (error === undefined) late.begin();
      respond(error ?? { kind: "response", payload: NOTHING });
      acceptSoon(connection);
    },
  });
};

/**
 * A response begins with its first byte: AWS's client for Node.js tells of an error that came up before it in the
 * trailers, too.
 */
const atFirstByte = (sink: ResponseSink, contentType: string | undefined) => {
  let hasBegun = false;
  const begin = (): void => {
    if (!hasBegun) sink.begin(contentType);
    hasBegun = true;
  };
  const write = (bytes: Uint8Array): Promise<void> | undefined => {
    begin();
    return sink.write(bytes);
  };
  return { begin, write };
};

/** A response that was not streamed reaches a caller who wants a stream as one piece. */
const handOver = (payload: Uint8Array, head: RequestHead, sink: ResponseSink): void => {
  sink.begin(head.headers.get("content-type"));
  // Nobody is held back: it is whole, and small enough to be kept.
  void sink.write(payload);
};

/**
 * A write wakes the guest up, which takes as long as all else here: the caller's answer goes out first, and a runtime
 * that asks for its next invocation with its response is woken up only when there is one.
 */
const acceptSoon = (connection: HttpConnection): void => {
  setImmediate(() => connection.answerWithNext(answers.ACCEPTED));
};

const otherEnds = ({ connection, respond }: ResponseRequest, maxBytes: number) => ({
  onTooLarge: () => respond({ kind: "too-large", maxBytes }),
  onTooLargeEnd: () => connection.answer(answers.responseTooLarge(maxBytes)),
  onTruncated: () => respond({ kind: "truncated" }),
});

const ERROR_TYPE = /^(Runtime|Function)\.[A-Z][a-zA-Z]+$/;

/** PARITY: a type of another form is replaced, as AWS does; the payload keeps what the runtime called it. */
export const errorTypeOf = (headers: Headers): string => {
  const errorType = headers.get("lambda-runtime-function-error-type") ?? "";
  if (ERROR_TYPE.test(errorType)) return errorType;
  return errorType.startsWith("Function.") ? "Function.Unknown" : "Runtime.Unknown";
};

/** A streamed response tells of an error that came up on the way in its trailers. */
const errorIn = (trailers: Headers): RuntimeResponse | undefined => {
  if (!trailers.has("lambda-runtime-function-error-type")) return undefined;
  const payload = Buffer.from(trailers.get("lambda-runtime-function-error-body") ?? "", "base64");
  return { kind: "error", errorType: errorTypeOf(trailers), payload };
};
