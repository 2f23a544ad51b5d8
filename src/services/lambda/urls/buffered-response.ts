import type { WebResponse } from "../../../aws/service.ts";
import { httpAnswer, type HttpAnswerSource } from "./http-answer.ts";
import { parsePrelude, PRELUDE_END } from "./prelude.ts";

const JSON_TYPE = "application/json";

/**
 * The HTTP response that a function's whole answer means: an object with a status code describes one, anything else
 * is its body.
 * @returns undefined when it describes none that can be sent
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-response-payload
 */
export const bufferedResponse = (payload: Uint8Array): WebResponse | undefined => {
  const value = parseJson(payload);
  if (value === undefined) return unparsed(payload);
  if (typeof value === "string") return { status: 200, headers: { "content-type": JSON_TYPE }, body: value };
  if (!isDescription(value)) {
    // PARITY: written anew, without the blanks that some languages put in.
    return { status: 200, headers: { "content-type": JSON_TYPE }, body: JSON.stringify(value) };
  }
  const answer = httpAnswer(value, JSON_TYPE);
  return answer && { ...answer, body: bodyOf(value) };
};

interface Description extends HttpAnswerSource {
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}

const isDescription = (value: unknown): value is Description =>
  typeof value === "object" && value !== null && "statusCode" in value;

const bodyOf = ({ body, isBase64Encoded }: Description): string | Uint8Array => {
  if (body === undefined || body === null) return "";
  if (typeof body !== "string") return JSON.stringify(body);
  return isBase64Encoded === true ? Buffer.from(body, "base64") : body;
};

/** What a streaming handler wrote, or a custom runtime that does not answer in JSON. */
const unparsed = (payload: Uint8Array): WebResponse | undefined => {
  const end = Buffer.from(payload).indexOf(PRELUDE_END);
  const prelude = end < 0 ? undefined : parsePrelude(payload.subarray(0, end));
  if (prelude === undefined) return { status: 200, headers: { "content-type": JSON_TYPE }, body: payload };
  const answer = httpAnswer(prelude, "application/octet-stream");
  return answer && { ...answer, body: payload.subarray(end + PRELUDE_END.byteLength) };
};

const parseJson = (payload: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(payload).toString()) as unknown;
  } catch {
    return undefined;
  }
};
