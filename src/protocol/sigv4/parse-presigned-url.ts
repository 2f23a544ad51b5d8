/** The query form of a signature, as presigned URLs carry it. */
import { parseAmzDate } from "./amz-date.ts";
import type { SignatureClaim } from "./claim.ts";
import { parseCredential } from "./parse-credential.ts";
import { refusal, type SigV4Dialect } from "./refusal.ts";
import { ALGORITHM } from "./signing-key.ts";

/** Longest a presigned URL may live. Source: Amazon S3 API reference, X-Amz-Expires. */
const MAX_EXPIRES_SECONDS = 604_800;

/** Whether the request claims to be signed in its query at all. */
export const isPresigned = (query: string): boolean =>
  query !== "" && /(?:^|&)X-Amz-(?:Algorithm|Credential|Signature)=/.test(query);

/** @throws ServiceException saying what is missing or malformed */
export const parsePresignedUrl = (query: string, dialect: SigV4Dialect): SignatureClaim => {
  const parameters = new URLSearchParams(query);
  const required = (name: string): string => {
    const value = parameters.get(name);
    if (value !== null && value !== "") return value;
    throw malformed(
      dialect,
      `AWS query-string parameters must include '${name}'. Re-examine the query-string parameters.`,
    );
  };
  const algorithm = required("X-Amz-Algorithm");
  const credential = required("X-Amz-Credential");
  const signature = required("X-Amz-Signature");
  const signedHeaders = required("X-Amz-SignedHeaders");
  const amzDate = required("X-Amz-Date");
  if (algorithm !== ALGORITHM) {
    throw refusal(dialect, "unsupported-algorithm", `Unsupported AWS 'algorithm': '${algorithm}'.`);
  }
  const signedAtMs = parseAmzDate(amzDate);
  if (signedAtMs === undefined) {
    throw malformed(
      dialect,
      `Date must be in ISO-8601 'basic format'. Got '${amzDate}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  }
  return {
    form: "query",
    ...parseCredential(credential, amzDate, dialect),
    signedHeaders: signedHeaders.split(";"),
    signature,
    amzDate,
    signedAtMs,
    sessionToken: parameters.get("X-Amz-Security-Token") ?? undefined,
    expiresSeconds: parseExpires(parameters.get("X-Amz-Expires"), dialect),
  };
};

const malformed = (dialect: SigV4Dialect, message: string) => refusal(dialect, "malformed-url", message);

const parseExpires = (text: string | null, dialect: SigV4Dialect): number | undefined => {
  if (text === null) {
    // PARITY: only S3 insists; a query-signed call to another service is good for the usual five minutes.
    if (dialect !== "s3") return undefined;
    throw malformed(
      dialect,
      "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
    );
  }
  if (!/^-?\d+$/.test(text)) throw malformed(dialect, "X-Amz-Expires should be a number");
  const seconds = Number(text);
  if (seconds < 0) throw malformed(dialect, "X-Amz-Expires must be non-negative");
  if (seconds > MAX_EXPIRES_SECONDS) {
    throw malformed(
      dialect,
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${MAX_EXPIRES_SECONDS} seconds`,
    );
  }
  return seconds;
};
