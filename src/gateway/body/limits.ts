/** How large a request body may be, per operation. */
import { ServiceException } from "../../aws/service-exception.ts";
import type { RequestHead, Target } from "../served-service.ts";

const MIB = 1024 * 1024;

/** For every operation that has no figure of its own. */
const DEFAULT_BODY_BYTES = 10 * MIB;
/** 50 MB of zip in base64, and 256 KiB around it. Source: AWS's own error for CreateFunction names this figure. */
const ZIP_BODY_BYTES = 70_167_211;
/** Source: Lambda quotas page, invocation payload, synchronous. */
const SYNCHRONOUS_PAYLOAD_BYTES = 6 * MIB;
/** Source: Lambda quotas page, invocation payload, asynchronous. */
const ASYNCHRONOUS_PAYLOAD_BYTES = MIB;

const ZIP_OPERATIONS: ReadonlySet<string> = new Set(["CreateFunction", "UpdateFunctionCode", "PublishLayerVersion"]);
const INVOKE_OPERATIONS: ReadonlySet<string> = new Set(["Invoke", "InvokeWithResponseStream"]);

export interface BodyLimit {
  readonly maxBytes: number;
  /** @param receivedBytes the whole size where the client announced it */
  tooLarge(receivedBytes: number): ServiceException;
}

export const bodyLimit = (head: RequestHead, { served, operation }: Target): BodyLimit => {
  if (served.model.id !== "lambda") return limited(operation.name, DEFAULT_BODY_BYTES);
  if (ZIP_OPERATIONS.has(operation.name)) return limited(operation.name, ZIP_BODY_BYTES);
  if (INVOKE_OPERATIONS.has(operation.name)) {
    return head.headers["x-amz-invocation-type"] === "Event" ? ASYNCHRONOUS : SYNCHRONOUS;
  }
  return limited(operation.name, DEFAULT_BODY_BYTES);
};

/** For bodies that are read before the operation is known. */
export const UNIDENTIFIED: BodyLimit = {
  maxBytes: DEFAULT_BODY_BYTES,
  tooLarge: () => entityTooLarge(`Request must be smaller than ${DEFAULT_BODY_BYTES} bytes`),
};

const limited = (operationName: string, maxBytes: number): BodyLimit => ({
  maxBytes,
  tooLarge: () => entityTooLarge(`Request must be smaller than ${maxBytes} bytes for the ${operationName} operation`),
});

const invocation = (invocationType: string, maxBytes: number): BodyLimit => ({
  maxBytes,
  tooLarge: (receivedBytes) =>
    new ServiceException({
      code: "RequestTooLargeException",
      message: `${receivedBytes} byte payload is too large for the ${invocationType} invocation type (limit ${maxBytes} bytes)`,
      statusCode: 413,
    }),
});

const SYNCHRONOUS = invocation("RequestResponse", SYNCHRONOUS_PAYLOAD_BYTES);
const ASYNCHRONOUS = invocation("Event", ASYNCHRONOUS_PAYLOAD_BYTES);

const entityTooLarge = (message: string): ServiceException =>
  new ServiceException({ code: "RequestEntityTooLargeException", message, statusCode: 413 });
