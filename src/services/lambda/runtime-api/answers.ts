import { STATUS_CODES } from "node:http";
import type { RuntimeState } from "./runtime-states.ts";

/** One answer of the Runtime API. Always sent with a Content-Length: the smallest clients read nothing else. */
export interface Answer {
  readonly statusCode: number;
  /** Header lines, each ended by CRLF. */
  readonly headers: string;
  readonly body: Uint8Array;
}

const JSON_HEADERS = "Content-Type: application/json\r\n";

/** @param headers header lines besides the content's, each ended by CRLF */
export const json = (statusCode: number, body: object, headers = ""): Answer => ({
  statusCode,
  headers: JSON_HEADERS + headers,
  body: Buffer.from(`${JSON.stringify(body)}\n`),
});

/** AWS's order of members and its two names. */
export const error = (statusCode: number, errorType: string, errorMessage: string): Answer =>
  json(statusCode, { errorMessage, errorType });

export const plain = (statusCode: number, text: string): Answer => ({
  statusCode,
  headers: "Content-Type: text/plain; charset=utf-8\r\n",
  body: Buffer.from(text),
});

export const ACCEPTED: Answer = json(202, { status: "OK" });
/** What a restored runtime waits for. */
export const RESTORED: Answer = { statusCode: 200, headers: "", body: Buffer.alloc(0) };
export const PONG: Answer = plain(200, "pong");
export const NOT_FOUND: Answer = plain(404, "404 page not found\n");
export const METHOD_NOT_ALLOWED: Answer = plain(405, "");
export const INVALID_REQUEST_ID: Answer = error(400, "InvalidRequestID", "Invalid request ID");
export const INVALID_RESPONSE_MODE: Answer = error(
  400,
  "InvalidFunctionResponseMode",
  "Invalid function response mode",
);
export const responseTooLarge = (maxBytes: number): Answer =>
  error(413, "RequestEntityTooLarge", `Exceeded maximum allowed payload size (${maxBytes} bytes).`);

const WIRE_NAMES: Partial<Record<RuntimeState, string>> = {
  ResponseSent: "RuntimeResponseSentState",
  RestoreError: "RuntimeRestoreErrorState",
};

/** @param to the state the request would have led to */
export const invalidStateTransition = (from: RuntimeState, to: RuntimeState): Answer =>
  error(
    403,
    "InvalidStateTransition",
    `State transition from ${WIRE_NAMES[from] ?? from} to ${WIRE_NAMES[to] ?? to} failed for runtime. ` +
      `Error: State transition is not allowed`,
  );

export const malformedRequest = (statusCode: number, reason: string): Answer =>
  plain(statusCode, `${statusCode} ${STATUS_CODES[statusCode] ?? ""}: ${reason}\n`);
