import type { Account } from "../../../aws/account.ts";
import type { EventOutcome, QueuedEvent } from "../model/async-event.ts";
import { functionArn, LATEST } from "../model/function-reference.ts";
import type { QueueMessage } from "./contract.ts";

/** Source: Lambda developer guide, dead-letter queues: the first 1 KB of the error message. */
const MAX_ERROR_MESSAGE_BYTES = 1_024;
const decoder = new TextDecoder();

/** PARITY: the ARN is always qualified, with `$LATEST` when the caller named nothing. */
export const qualifiedArn = ({ functionName, qualifier }: QueuedEvent, account: Account): string =>
  functionArn(account, functionName, qualifier ?? LATEST);

/**
 * What a destination is told, as JSON text. Payloads go into it as they came.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export const invocationRecord = (event: QueuedEvent, outcome: EventOutcome, account: Account): string => {
  const { condition, endedMs, response, responsePayload } = outcome;
  const head = JSON.stringify({
    version: "1.0",
    timestamp: new Date(endedMs).toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: qualifiedArn(event, account),
      condition,
      approximateInvokeCount: event.invokeCount,
    },
  });
  const members = [
    head.slice(1, -1),
    `"requestPayload":${decoder.decode(event.payload)}`,
    ...(response === undefined ? [] : [`"responseContext":${JSON.stringify(response)}`]),
    ...(responsePayload === undefined ? [] : [`"responsePayload":${jsonText(responsePayload)}`]),
  ];
  return `{${members.join(",")}}`;
};

/**
 * What a dead-letter queue gets: the event itself, and in attributes why.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq
 */
export const deadLetter = (event: QueuedEvent, outcome: EventOutcome): QueueMessage => {
  const { response, errorMessage } = outcome;
  return {
    body: decoder.decode(event.payload),
    attributes: {
      RequestID: { dataType: "String", value: event.requestId },
      // PARITY: an event that never got as far as an answer has no code.
      ...(response && { ErrorCode: { dataType: "Number", value: String(response.statusCode) } }),
      ...(errorMessage && { ErrorMessage: { dataType: "String", value: cut(errorMessage) } }),
    },
  };
};

/** The `errorMessage` of a function's error, for dead-letter queues. */
export const errorMessageOf = (responsePayload: Uint8Array): string | undefined => {
  try {
    const { errorMessage } = Object(JSON.parse(decoder.decode(responsePayload))) as { readonly errorMessage?: unknown };
    return typeof errorMessage === "string" ? errorMessage : undefined;
  } catch {
    return undefined;
  }
};

/** Custom runtimes may answer what is no JSON; the record must be JSON all the same. */
const jsonText = (payload: Uint8Array): string => {
  const text = decoder.decode(payload);
  try {
    JSON.parse(text);
    return text;
  } catch {
    return text === "" ? "null" : JSON.stringify(text);
  }
};

/** Half a character at the cut is left out. */
const cut = (text: string): string =>
  new TextDecoder().decode(Buffer.from(text).subarray(0, MAX_ERROR_MESSAGE_BYTES), { stream: true });
