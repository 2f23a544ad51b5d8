/** The header form of a signature: `Authorization: AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`. */
import { createHash } from "node:crypto";
import { formatAmzDate, parseAmzDate } from "./amz-date.ts";
import type { SignatureClaim } from "./claim.ts";
import { parseCredential } from "./parse-credential.ts";
import { refusal, type SigV4Dialect } from "./refusal.ts";
import { HEX_SIGNATURE } from "./signature.ts";
import { ALGORITHM } from "./signing-key.ts";

type Headers = Readonly<Record<string, string>>;

/** What a header says before its signature. */
type Signer = Pick<SignatureClaim, "accessKeyId" | "scope" | "signedHeaders">;

const BEFORE_SIGNATURE = "Signature=";

/** A client says the same before its signature all day long: what was understood once is remembered. */
const knownSigners = new Map<string, Signer>();
const MAX_KNOWN_SIGNERS = 256;
const MAX_KNOWN_LENGTH = 1_024;

/**
 * @param authorization the whole header
 * @throws ServiceException saying what is missing or malformed
 */
export const parseAuthorization = (authorization: string, headers: Headers, dialect: SigV4Dialect): SignatureClaim => {
  const end = authorization.lastIndexOf(BEFORE_SIGNATURE) + BEFORE_SIGNATURE.length;
  const signature = authorization.slice(end);
  // Another form of signature, and one that is not the last part, is for the complete parser to judge.
  if (!HEX_SIGNATURE.test(signature)) return parseWhole(authorization, headers, dialect);
  const before = authorization.slice(0, end);
  const amzDate = headers["x-amz-date"] ?? "";
  const signedAtMs = parseAmzDate(amzDate);
  const known = knownSigners.get(before);
  if (known !== undefined && signedAtMs !== undefined && amzDate.startsWith(known.scope.date)) {
    return claimOf(known, { signature, amzDate, signedAtMs }, headers);
  }
  const claim = parseWhole(authorization, headers, dialect);
  if (claim.signature === signature) remember(before, claim);
  return claim;
};

const remember = (before: string, { accessKeyId, scope, signedHeaders }: Signer): void => {
  if (before.length > MAX_KNOWN_LENGTH) return;
  if (knownSigners.size >= MAX_KNOWN_SIGNERS) knownSigners.clear();
  knownSigners.set(before, { accessKeyId, scope, signedHeaders });
};

const claimOf = (
  { accessKeyId, scope, signedHeaders }: Signer,
  { signature, amzDate, signedAtMs }: Pick<SignatureClaim, "signature" | "amzDate" | "signedAtMs">,
  headers: Headers,
): SignatureClaim => ({
  form: "header",
  accessKeyId,
  scope,
  signedHeaders,
  signature,
  amzDate,
  signedAtMs,
  sessionToken: headers["x-amz-security-token"],
  expiresSeconds: undefined,
});

const parseWhole = (authorization: string, headers: Headers, dialect: SigV4Dialect): SignatureClaim => {
  const space = authorization.indexOf(" ");
  const algorithm = space < 0 ? authorization : authorization.slice(0, space);
  if (algorithm.includes("=")) {
    throw incomplete(
      dialect,
      "Authorization header must begin with the algorithm name, which cannot include an equal-sign.",
    );
  }
  const parameters = parseParameters(authorization, algorithm.length, dialect);
  const { Credential: credential, SignedHeaders: names, Signature: signature } = parameters;
  const date = headers["x-amz-date"] ?? headers["date"];
  if (credential === undefined || signature === undefined || names === undefined || date === undefined) {
    throw incomplete(dialect, missingParts({ credential, signature, names, date }, authorization));
  }
  if (algorithm !== ALGORITHM) {
    throw refusal(dialect, "unsupported-algorithm", `Unsupported AWS 'algorithm': '${algorithm}'.`);
  }
  const { amzDate, signedAtMs } = parseSigningDate(date, headers["x-amz-date"] === undefined, dialect);
  const signer = { ...parseCredential(credential, amzDate, dialect), signedHeaders: names.split(";") };
  return claimOf(signer, { signature, amzDate, signedAtMs }, headers);
};

const incomplete = (dialect: SigV4Dialect, message: string) => refusal(dialect, "incomplete-signature", message);

interface Parameters {
  Credential?: string;
  SignedHeaders?: string;
  Signature?: string;
}

/** Parts are set apart by commas, spaces or both; unknown ones are ignored. */
const parseParameters = (authorization: string, from: number, dialect: SigV4Dialect): Parameters => {
  const parameters: Parameters = {};
  for (const part of authorization.slice(from).split(/[, ]+/)) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    if (equals < 0) {
      throw incomplete(
        dialect,
        `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${fingerprint(authorization)}'.`,
      );
    }
    const name = part.slice(0, equals);
    if (name === "Credential" || name === "SignedHeaders" || name === "Signature") {
      parameters[name] = part.slice(equals + 1);
    }
  }
  return parameters;
};

/** PARITY: AWS hashes the header it complains about, because it may hold a secret meant for somebody else. */
const fingerprint = (authorization: string): string => createHash("sha256").update(authorization).digest("base64");

const missingParts = (
  parts: Readonly<Record<"credential" | "signature" | "names" | "date", string | undefined>>,
  authorization: string,
): string => {
  const sentences: string[] = [];
  if (parts.credential === undefined) sentences.push("Authorization header requires 'Credential' parameter.");
  if (parts.signature === undefined) sentences.push("Authorization header requires 'Signature' parameter.");
  if (parts.names === undefined) sentences.push("Authorization header requires 'SignedHeaders' parameter.");
  if (parts.date === undefined) {
    sentences.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  sentences.push(`(Hashed with SHA-256 and encoded with Base64) Authorization=${fingerprint(authorization)}`);
  return sentences.join(" ");
};

const parseSigningDate = (
  date: string,
  mayBeHttpDate: boolean,
  dialect: SigV4Dialect,
): Pick<SignatureClaim, "amzDate" | "signedAtMs"> => {
  const signedAtMs = parseAmzDate(date);
  if (signedAtMs !== undefined) return { amzDate: date, signedAtMs };
  const httpDateMs = mayBeHttpDate ? Date.parse(date) : Number.NaN;
  if (!Number.isNaN(httpDateMs)) return { amzDate: formatAmzDate(httpDateMs), signedAtMs: httpDateMs };
  throw incomplete(
    dialect,
    `Date must be in ISO-8601 'basic format'. Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601`,
  );
};
