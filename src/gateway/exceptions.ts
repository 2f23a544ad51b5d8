/** Wordings of the errors that the gateway itself answers with. */
import { ServiceException } from "../aws/service-exception.ts";

export const badRequest = (message: string): ServiceException =>
  new ServiceException({ code: "BadRequestException", message, statusCode: 400 });

/** Where nothing tells which service is meant. */
export const unknownPath = (method: string, path: string): ServiceException =>
  new ServiceException({
    code: "UnknownOperationException",
    message: `No operation answers to ${method} ${path}`,
    statusCode: 404,
  });

export const serviceNotServed = (signingName: string): ServiceException =>
  new ServiceException({
    code: "NotImplementedException",
    message: `The service '${signingName}' is not available on this server.`,
    statusCode: 501,
  });

/**
 * PARITY: query services call it InvalidAction and name the action, JSON services answer 400, REST services 404.
 */
export const unknownOperation = (details: {
  readonly protocolName: string;
  readonly action: string | undefined;
  readonly apiVersion: string;
}): ServiceException => {
  if (details.protocolName === "query") {
    return details.action === undefined
      ? new ServiceException({
          code: "MissingAction",
          message: "The request must contain the parameter Action.",
          statusCode: 400,
        })
      : new ServiceException({
          code: "InvalidAction",
          message: `Could not find operation ${details.action} for version ${details.apiVersion}`,
          statusCode: 400,
        });
  }
  return new ServiceException({
    code: "UnknownOperationException",
    message: "The action or operation requested is invalid. Verify that the action is typed correctly.",
    statusCode: details.protocolName.startsWith("json") ? 400 : 404,
  });
};

export const operationNotSupported = (operationName: string, reason: string): ServiceException =>
  new ServiceException({
    code: "NotImplementedException",
    message: `The operation ${operationName} is not supported: ${reason}`,
    statusCode: 501,
  });

/** What a caller learns of a bug: nothing but the request id, which leads to the log. */
export const internalFailure = (protocolName: string | undefined, cause: unknown): ServiceException =>
  new ServiceException({
    code: protocolName === "query" ? "InternalFailure" : "ServiceException",
    message: "The request processing has failed because of an unknown error, exception or failure.",
    statusCode: 500,
    cause,
  });

/** Of what is served on the web, where AWS's front end says it. */
export const requestTooLarge = (maxBytes: number): ServiceException =>
  new ServiceException({
    code: "RequestEntityTooLargeException",
    message: `Request must be smaller than ${maxBytes} bytes`,
    statusCode: 413,
  });

/** The rest of a request did not arrive in time. */
export const requestTimeout = (): ServiceException =>
  new ServiceException({
    code: "RequestTimeout",
    message: "Your socket connection to the server was not read from or written to within the timeout period.",
    statusCode: 408,
  });

/** Told to browsers, and to whoever talks like one, where no signature stands between them and root. */
export const foreignOrigin = (): ServiceException =>
  new ServiceException({
    code: "AccessDeniedException",
    message: "Requests from web pages are refused while this server runs without authentication.",
    statusCode: 403,
  });
