/**
 * How AWS says no to a signature. The reason is one, the code differs by protocol: JSON services answer 400
 * where the others answer 403, query services drop the "Exception", and S3 has names of its own.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
import { ServiceException } from "../../aws/service-exception.ts";

/** Which of AWS's sets of error codes a service speaks. */
export type SigV4Dialect = "rest" | "json" | "query" | "s3";

export type RefusalReason =
  | "missing-token"
  | "incomplete-signature"
  | "malformed-url"
  | "unsupported-algorithm"
  | "unknown-key"
  | "invalid-token"
  | "expired-token"
  | "wrong-scope"
  | "wrong-time"
  | "expired-url"
  | "unsigned-header"
  | "wrong-signature"
  | "wrong-payload"
  | "missing-payload-hash"
  | "unsupported-payload-hash";

interface Wording {
  readonly code: string;
  readonly statusCode: number;
  /** Absent where the message depends on the request. */
  readonly message?: string;
}

const INVALID_TOKEN = "The security token included in the request is invalid.";
const EXPIRED_TOKEN = "The security token included in the request is expired";
const WRONG_SIGNATURE =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

const refused = (code: string, message?: string): Wording => ({
  code,
  statusCode: 403,
  ...(message !== undefined && { message }),
});
const malformed = (code: string, message?: string): Wording => ({ ...refused(code, message), statusCode: 400 });

const REST: Readonly<Record<RefusalReason, Wording>> = {
  "missing-token": refused("MissingAuthenticationTokenException", "Missing Authentication Token"),
  "incomplete-signature": refused("IncompleteSignatureException"),
  "malformed-url": refused("IncompleteSignatureException"),
  "unsupported-algorithm": refused("IncompleteSignatureException"),
  "unknown-key": refused("UnrecognizedClientException", INVALID_TOKEN),
  "invalid-token": refused("UnrecognizedClientException", INVALID_TOKEN),
  "expired-token": refused("ExpiredTokenException", EXPIRED_TOKEN),
  "wrong-scope": refused("InvalidSignatureException"),
  "wrong-time": refused("InvalidSignatureException"),
  "expired-url": refused("InvalidSignatureException"),
  "unsigned-header": refused("InvalidSignatureException"),
  "wrong-signature": refused("InvalidSignatureException", WRONG_SIGNATURE),
  "wrong-payload": refused("InvalidSignatureException", WRONG_SIGNATURE),
  "missing-payload-hash": refused("InvalidSignatureException", WRONG_SIGNATURE),
  "unsupported-payload-hash": refused("InvalidSignatureException", WRONG_SIGNATURE),
};

const QUERY: Readonly<Record<RefusalReason, Wording>> = {
  "missing-token": refused("MissingAuthenticationToken", "Request is missing Authentication Token"),
  "incomplete-signature": malformed("IncompleteSignature"),
  "malformed-url": malformed("IncompleteSignature"),
  "unsupported-algorithm": malformed("IncompleteSignature"),
  "unknown-key": refused("InvalidClientTokenId", INVALID_TOKEN),
  "invalid-token": refused("InvalidClientTokenId", INVALID_TOKEN),
  "expired-token": refused("ExpiredToken", EXPIRED_TOKEN),
  "wrong-scope": refused("SignatureDoesNotMatch"),
  "wrong-time": refused("SignatureDoesNotMatch"),
  "expired-url": refused("SignatureDoesNotMatch"),
  "unsigned-header": refused("SignatureDoesNotMatch"),
  "wrong-signature": refused("SignatureDoesNotMatch", WRONG_SIGNATURE),
  "wrong-payload": refused("SignatureDoesNotMatch", WRONG_SIGNATURE),
  "missing-payload-hash": refused("SignatureDoesNotMatch", WRONG_SIGNATURE),
  "unsupported-payload-hash": refused("SignatureDoesNotMatch", WRONG_SIGNATURE),
};

const S3: Readonly<Record<RefusalReason, Wording>> = {
  "missing-token": refused("AccessDenied", "Access Denied"),
  "incomplete-signature": malformed("AuthorizationHeaderMalformed"),
  "malformed-url": malformed("AuthorizationQueryParametersError"),
  "unsupported-algorithm": malformed(
    "InvalidRequest",
    "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
  ),
  "unknown-key": refused("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
  "invalid-token": malformed("InvalidToken", "The provided token is malformed or otherwise invalid."),
  "expired-token": malformed("ExpiredToken", "The provided token has expired."),
  "wrong-scope": malformed("AuthorizationHeaderMalformed"),
  "wrong-time": refused(
    "RequestTimeTooSkewed",
    "The difference between the request time and the current time is too large.",
  ),
  "expired-url": refused("AccessDenied", "Request has expired"),
  "unsigned-header": refused("AccessDenied", "There were headers present in the request which were not signed"),
  "wrong-signature": refused(
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
  ),
  "wrong-payload": malformed(
    "XAmzContentSHA256Mismatch",
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  ),
  "missing-payload-hash": malformed("InvalidRequest", "Missing required header for this request: x-amz-content-sha256"),
  "unsupported-payload-hash": malformed(
    "InvalidArgument",
    "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.",
  ),
};

/**
 * @param message used where the table has none: the reason in AWS's words for this very request
 */
export const refusal = (dialect: SigV4Dialect, reason: RefusalReason, message = ""): ServiceException => {
  const wording = (dialect === "s3" ? S3 : dialect === "query" ? QUERY : REST)[reason];
  return new ServiceException({
    code: wording.code,
    message: wording.message ?? message,
    statusCode: dialect === "json" ? 400 : wording.statusCode,
  });
};
