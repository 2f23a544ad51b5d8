/** What a function URL answers when the function does not. PARITY: status, bodies and error types are AWS's. */
import type { ServiceException } from "../../../aws/service-exception.ts";
import type { WebResponse } from "../../../aws/service.ts";
import { TooManyRequestsException } from "../../../models/generated/lambda.ts";

const FORBIDDEN =
  "Forbidden. For troubleshooting Function URL authorization issues, see: " +
  "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html";

const json = (status: number, requestId: string, errorType: string, body: object): WebResponse => ({
  status,
  headers: { "content-type": "application/json", "x-amzn-requestid": requestId, "x-amzn-errortype": errorType },
  body: JSON.stringify(body),
});

/** AWS does not tell those who guess whether a URL exists. */
export const noSuchUrl = (requestId: string): WebResponse =>
  json(403, requestId, "AccessDeniedException", { Message: null });

export const forbidden = (requestId: string): WebResponse =>
  json(403, requestId, "AccessDeniedException", { Message: FORBIDDEN });

/** The function failed, or answered what is no HTTP response. */
export const badGateway = (requestId: string): WebResponse => ({
  status: 502,
  headers: { "content-type": "application/json", "x-amzn-requestid": requestId },
  body: "Internal Server Error",
});

/** The request was refused before the function was asked: a bad signature, a body that is too large. */
export const refused = ({ statusCode, code, message }: ServiceException, requestId: string): WebResponse =>
  json(statusCode, requestId, code, { Message: message });

/** The function could not be invoked. */
export const notInvoked = (exception: ServiceException, requestId: string): WebResponse => {
  const { statusCode, code, message } = exception;
  if (statusCode === 413) return refused(exception, requestId);
  if (!(exception instanceof TooManyRequestsException)) return badGateway(requestId);
  const { Reason, retryAfterSeconds } = exception.properties;
  const throttled = json(statusCode, requestId, code, { Reason, Type: "User", message });
  // Nobody is asked to come back soon where a budget is spent.
  if (typeof retryAfterSeconds !== "string") return throttled;
  return { ...throttled, headers: { ...throttled.headers, "retry-after": retryAfterSeconds } };
};
