import {
  InvalidRuntimeException,
  SnapStartException,
  SnapStartTimeoutException,
  ServiceException as LambdaServiceException,
  type ThrottleReason,
  TooManyRequestsException,
} from "../../../models/generated/lambda.ts";
import type { ServiceException } from "../../../aws/service-exception.ts";

/** How long a throttled caller is asked to wait. An invocation of a busy function rarely lasts longer. */
const RETRY_AFTER_SECONDS = "1";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const rateExceeded = (Reason: ThrottleReason): ServiceException =>
  new TooManyRequestsException({
    message: "Rate Exceeded.",
    Reason,
    Type: "User",
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });

/** Not the function's fault. The cause goes to the server's log, never to the caller. */
export const internalFailure = (cause: unknown): ServiceException =>
  new LambdaServiceException({
    message: "The Lambda service encountered an internal error.",
    Type: "Service",
    cause,
  });

/** @param remedy what the operator can do, since on a machine of one's own that is often the caller */
export const runtimeUnavailable = (problem: string, remedy: string, cause: unknown): ServiceException =>
  new InvalidRuntimeException({ message: `${problem} ${remedy}`, Type: "Service", cause });

/** The function failed after it was restored from a snapshot. Its log says how. */
export const snapStartFailed = (): ServiceException =>
  new SnapStartException({
    message:
      "The afterRestore() runtime hook encountered an error. For more information, check the Amazon CloudWatch logs.",
    Type: "User",
  });

export const snapStartTimedOut = (): ServiceException =>
  new SnapStartTimeoutException({
    message: "Lambda couldn't restore the snapshot within the timeout limit.",
    Type: "User",
  });
