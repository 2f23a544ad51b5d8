import { formatAmzDate } from "./amz-date.ts";
import { canonicalRequest, type SignedRequest } from "./canonical-request.ts";
import { sha256Hex, stringToSign } from "./signature.ts";
import { ALGORITHM, deriveSigningKey, formatScope, type CredentialScope } from "./signing-key.ts";

/** Credentials as a client holds them. */
export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Signs a request in the header form.
 * @param request must have a `host` header; every header it has is signed, so leave out those a proxy may change
 * @param options.payloadHash overrides the body's hash, for example with `UNSIGNED-PAYLOAD`
 * @returns the headers to send: the given ones, `x-amz-date`, `x-amz-content-sha256`, the token and `authorization`
 */
export const signRequest = (
  request: SignedRequest & { readonly body: string | Uint8Array },
  options: {
    readonly credentials: SigningCredentials;
    readonly region: string;
    readonly signingName: string;
    readonly nowMs: number;
    readonly payloadHash?: string;
  },
): Record<string, string> => {
  const { credentials, region, signingName } = options;
  const amzDate = formatAmzDate(options.nowMs);
  const payloadHash = options.payloadHash ?? sha256Hex(request.body);
  const headers: Record<string, string> = {
    ...request.headers,
    "x-amz-date": amzDate,
    "x-amz-content-sha256": payloadHash,
    ...(credentials.sessionToken !== undefined && { "x-amz-security-token": credentials.sessionToken }),
  };
  const scope: CredentialScope = { date: amzDate.slice(0, 8), region, signingName };
  const signedHeaders = Object.keys(headers).sort();
  const canonical = canonicalRequest({ ...request, headers }, signingName, signedHeaders, payloadHash);
  const key = deriveSigningKey(credentials.secretAccessKey, scope);
  const signature = key.sign(stringToSign(amzDate, formatScope(scope), canonical));
  const credential = `${credentials.accessKeyId}/${formatScope(scope)}`;
  return {
    ...headers,
    authorization: `${ALGORITHM} Credential=${credential}, SignedHeaders=${signedHeaders.join(";")}, Signature=${signature}`,
  };
};
