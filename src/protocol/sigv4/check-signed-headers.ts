import type { SignedRequest } from "./canonical-request.ts";
import type { SignatureClaim } from "./claim.ts";
import { refusal, type SigV4Dialect } from "./refusal.ts";

/**
 * Everything that gives a request its meaning must be under the signature: the host, and every `x-amz-` header.
 * @throws ServiceException naming the header that is not
 */
export const checkSignedHeaders = (request: SignedRequest, claim: SignatureClaim, dialect: SigV4Dialect): void => {
  if (!claim.signedHeaders.includes("host")) {
    throw refusal(
      dialect,
      "unsigned-header",
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    );
  }
  for (const name in request.headers) {
    if (name.startsWith("x-amz-") && !claim.signedHeaders.includes(name)) {
      throw refusal(dialect, "unsigned-header", `'${name}' must be a 'SignedHeader' in the AWS Authorization.`);
    }
  }
};
