import type { SignatureClaim } from "./claim.ts";
import { refusal, type SigV4Dialect } from "./refusal.ts";

/** Where global services are signed for, whatever region the caller lives in. */
const GLOBAL_REGION = "us-east-1";
const GLOBAL_SERVICES: ReadonlySet<string> = new Set(["iam", "sts", "route53", "cloudfront", "organizations"]);

/** @throws ServiceException when the signature was made for another service or region than this one */
export const checkScope = (
  { scope }: SignatureClaim,
  expected: { readonly region: string; readonly signingName: string },
  dialect: SigV4Dialect,
): void => {
  const sentences: string[] = [];
  const isGlobal = GLOBAL_SERVICES.has(expected.signingName) && scope.region === GLOBAL_REGION;
  if (scope.region !== expected.region && !isGlobal) {
    sentences.push(
      dialect === "s3"
        ? `The authorization header is malformed; the region '${scope.region}' is wrong; expecting '${expected.region}'`
        : "Credential should be scoped to a valid region.",
    );
  }
  if (scope.signingName !== expected.signingName) {
    sentences.push(`Credential should be scoped to correct service: '${expected.signingName}'.`);
  }
  // PARITY: AWS ends each of these sentences with a space.
  if (sentences.length > 0) throw refusal(dialect, "wrong-scope", `${sentences.join(" ")} `);
};
