import type { WireRequest } from "../contract.ts";

/** Checksums stay out: signers put that of an empty body into a link, and the body comes later. */
const HOISTED = /^x-amz-(?!checksum-|sdk-|security-token)/;

/**
 * A request with the `x-amz-` headers that a presigned link carries in its query, where signers put them so that
 * whoever uses the link need not send them.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export const withHoistedHeaders = (request: WireRequest): WireRequest => {
  if (!request.query.includes("x-amz-")) return request;
  const hoisted = [...new URLSearchParams(request.query)].filter(([name]) => HOISTED.test(name));
  return { ...request, headers: { ...Object.fromEntries(hoisted), ...request.headers } };
};
