import { formatAmzDate } from "./amz-date.ts";
import type { SignatureClaim } from "./claim.ts";
import { refusal, type SigV4Dialect } from "./refusal.ts";

/** How far a caller's clock may be off. */
const MAX_SKEW_MINUTES = 5;
/** Source: Amazon S3 error responses, RequestTimeTooSkewed. */
const MAX_SKEW_MINUTES_S3 = 15;

/** @throws ServiceException when the signature is too old or from the future */
export const checkTime = (claim: SignatureClaim, nowMs: number, dialect: SigV4Dialect): void => {
  const skewMinutes = dialect === "s3" ? MAX_SKEW_MINUTES_S3 : MAX_SKEW_MINUTES;
  const skewMs = skewMinutes * 60_000;
  if (claim.signedAtMs > nowMs + skewMs) {
    throw refusal(
      dialect,
      "wrong-time",
      `Signature not yet current: ${claim.amzDate} is still later than ${formatAmzDate(nowMs + skewMs)} (${formatAmzDate(nowMs)} + ${skewMinutes} min.)`,
    );
  }
  if (claim.expiresSeconds !== undefined) {
    const expiresAtMs = claim.signedAtMs + claim.expiresSeconds * 1000;
    if (nowMs > expiresAtMs) {
      throw refusal(
        dialect,
        "expired-url",
        `Signature expired: ${formatAmzDate(expiresAtMs)} is now earlier than ${formatAmzDate(nowMs)}`,
      );
    }
  } else if (claim.signedAtMs < nowMs - skewMs) {
    throw refusal(
      dialect,
      "wrong-time",
      `Signature expired: ${claim.amzDate} is now earlier than ${formatAmzDate(nowMs - skewMs)} (${formatAmzDate(nowMs)} - ${skewMinutes} min.)`,
    );
  }
};
