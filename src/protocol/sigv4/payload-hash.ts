/** What `x-amz-content-sha256` says of the body. */
export type PayloadDeclaration =
  | { readonly kind: "absent" }
  | { readonly kind: "hash"; readonly sha256: string }
  | { readonly kind: "unsigned" }
  /** `aws-chunked`: each chunk carries its own signature, the first chained to the request's. */
  | { readonly kind: "signed-chunks"; readonly trailer: "signed" | "none" }
  /** `aws-chunked` without chunk signatures, closed by a checksum. */
  | { readonly kind: "unsigned-chunks" }
  | { readonly kind: "unsupported"; readonly marker: string };

const SHA256_HEX = /^[0-9a-f]{64}$/i;

const MARKERS: Readonly<Record<string, PayloadDeclaration>> = {
  "UNSIGNED-PAYLOAD": { kind: "unsigned" },
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD": { kind: "signed-chunks", trailer: "none" },
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER": { kind: "signed-chunks", trailer: "signed" },
  "STREAMING-UNSIGNED-PAYLOAD-TRAILER": { kind: "unsigned-chunks" },
};

const ABSENT: PayloadDeclaration = { kind: "absent" };

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
export const parsePayloadDeclaration = (header: string | undefined): PayloadDeclaration => {
  if (header === undefined) return ABSENT;
  if (SHA256_HEX.test(header)) return { kind: "hash", sha256: header };
  return (Object.hasOwn(MARKERS, header) ? MARKERS[header] : undefined) ?? { kind: "unsupported", marker: header };
};
