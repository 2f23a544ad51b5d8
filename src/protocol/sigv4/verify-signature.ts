import { canonicalRequest, type SignedRequest } from "./canonical-request.ts";
import type { SignatureClaim } from "./claim.ts";
import { signatureMatches, stringToSign } from "./signature.ts";
import { formatScope, type SigningKeyCache } from "./signing-key.ts";

/**
 * Signs the request again with the secret that the key id stands for and compares.
 * Says nothing of time, scope and coverage: `check-*.ts` do.
 * @param payloadHash the value that the canonical request ends with
 */
export const verifySignature = (
  request: SignedRequest,
  claim: SignatureClaim,
  secretAccessKey: string,
  payloadHash: string,
  keys: SigningKeyCache,
): boolean => {
  const canonical = canonicalRequest(request, claim.scope.signingName, claim.signedHeaders, payloadHash);
  const key = keys.get(claim.accessKeyId, secretAccessKey, claim.scope);
  return signatureMatches(key.sign(stringToSign(claim.amzDate, formatScope(claim.scope), canonical)), claim.signature);
};
