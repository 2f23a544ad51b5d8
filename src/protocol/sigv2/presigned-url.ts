/**
 * Links to S3 signed the old way. AWS's Python clients still make them unless told otherwise, and S3 still takes
 * them; nothing else of Signature Version 2 is spoken here.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { WireRequest } from "../contract.ts";
import { s3Path } from "../rest/s3-address.ts";
import { refusal } from "../sigv4/refusal.ts";

type Head = Omit<WireRequest, "body">;

/** What a link says of who signed it and for how long. */
export interface SigV2Claim {
  readonly accessKeyId: string;
  /** HMAC-SHA-1 in base64. */
  readonly signature: string;
  readonly expiresAtMs: number;
  readonly sessionToken: string | undefined;
}

/** Query parameters that are part of what is signed, besides `response-*`. */
const SIGNED_PARAMETERS: ReadonlySet<string> = new Set([
  "accelerate",
  "acl",
  "analytics",
  "cors",
  "defaultObjectAcl",
  "delete",
  "inventory",
  "lifecycle",
  "location",
  "logging",
  "metrics",
  "notification",
  "object-lock",
  "partNumber",
  "policy",
  "replication",
  "requestPayment",
  "restore",
  "select",
  "select-type",
  "storageClass",
  "tagging",
  "torrent",
  "uploadId",
  "uploads",
  "versionId",
  "versioning",
  "versions",
  "website",
]);

/** Whether the request claims to be signed this way. */
export const isSigV2Link = (query: string): boolean =>
  query.includes("AWSAccessKeyId=") && query.includes("Signature=") && query.includes("Expires=");

/** @throws ServiceException in S3's words */
export const parseSigV2Link = (query: string): SigV2Claim => {
  const parameters = new URLSearchParams(query);
  const expires = parameters.get("Expires") ?? "";
  if (!/^\d{1,12}$/.test(expires)) throw refusal("s3", "malformed-url", "Invalid date (should be seconds since epoch)");
  return {
    accessKeyId: parameters.get("AWSAccessKeyId") ?? "",
    signature: parameters.get("Signature") ?? "",
    expiresAtMs: Number(expires) * 1000,
    sessionToken: parameters.get("x-amz-security-token") ?? undefined,
  };
};

/** Whether the secret made this very link. Says nothing of its time. */
export const verifySigV2Link = (head: Head, claim: SigV2Claim, secretAccessKey: string): boolean => {
  const expected = createHmac("sha1", secretAccessKey).update(stringToSign(head)).digest();
  const claimed = Buffer.from(claim.signature, "base64");
  return claimed.length === expected.length && timingSafeEqual(expected, claimed);
};

const stringToSign = (head: Head): string => {
  const parameters = new URLSearchParams(head.query);
  // What the signer would have sent as a header may stand in the link instead.
  const value = (name: string): string => head.headers[name] ?? parameters.get(name) ?? "";
  return [
    head.method,
    value("content-md5"),
    value("content-type"),
    parameters.get("Expires") ?? "",
    ...amzHeaders(head, parameters),
    resource(head, parameters),
  ].join("\n");
};

const amzHeaders = ({ headers }: Head, parameters: URLSearchParams): readonly string[] => {
  const all = new Map<string, string>();
  for (const [name, value] of parameters) if (name.startsWith("x-amz-")) all.set(name, value);
  for (const [name, value] of Object.entries(headers)) if (name.startsWith("x-amz-")) all.set(name, value.trim());
  return [...all].map(([name, value]) => `${name}:${value}`).sort();
};

const resource = (head: Head, parameters: URLSearchParams): string => {
  const signed = [...parameters]
    .filter(([name]) => SIGNED_PARAMETERS.has(name) || name.startsWith("response-"))
    .map(([name, value]) => (value === "" ? name : `${name}=${value}`))
    .sort();
  return s3Path(head) + (signed.length === 0 ? "" : `?${signed.join("&")}`);
};
