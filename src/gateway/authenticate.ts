/**
 * Who is calling. What the head of a request can prove is proved before its body is read, so that a stranger
 * cannot make the server hold megabytes; `confirm` does the rest once the body is there.
 */
import type { Account } from "../aws/account.ts";
import type { AccessKeyRecord, AccessKeys, AccessKeyUse, Principal } from "../aws/principal.ts";
import { ServiceException } from "../aws/service-exception.ts";
import type { Clock } from "../base/clock.ts";
import { isSigV2Link, parseSigV2Link, verifySigV2Link } from "../protocol/sigv2/presigned-url.ts";
import { checkScope } from "../protocol/sigv4/check-scope.ts";
import { checkSignedHeaders } from "../protocol/sigv4/check-signed-headers.ts";
import { checkTime } from "../protocol/sigv4/check-time.ts";
import type { SignatureClaim } from "../protocol/sigv4/claim.ts";
import type { HmacKey } from "../protocol/sigv4/hmac-key.ts";
import { parseAuthorization } from "../protocol/sigv4/parse-authorization.ts";
import { isPresigned, parsePresignedUrl } from "../protocol/sigv4/parse-presigned-url.ts";
import { parsePayloadDeclaration, type PayloadDeclaration } from "../protocol/sigv4/payload-hash.ts";
import { refusal, type SigV4Dialect } from "../protocol/sigv4/refusal.ts";
import { SigningKeyCache } from "../protocol/sigv4/signing-key.ts";
import { verifySignature } from "../protocol/sigv4/verify-signature.ts";
import type { RequestHead, Target } from "./served-service.ts";

/** What a request is signed for, and in which words it is refused. */
export interface SigningTarget {
  readonly signingName: string;
  readonly dialect: SigV4Dialect;
}

/** A caller whose head is in order. */
export interface Authentication {
  readonly caller: Principal;
  /** The key that the caller's request is signed with; undefined for root of an open server. */
  readonly accessKeyId?: string;
  /** What the request says of its body, and so how the body travels and is checked. */
  readonly declaration: PayloadDeclaration;
  /** Present when chunks of the body are signed: the signature they are chained to and the key. */
  readonly chunkSigning: { readonly claim: SignatureClaim; readonly key: HmacKey } | undefined;
  /**
   * When the body's hash must be handed to `confirm`: before anything of the body is used, because the signature
   * cannot be checked without it; when all of it has arrived, to compare with the signed hash; or never.
   */
  readonly bodyHash: "before-use" | "at-end" | "none";
  /**
   * @param bodySha256 of the body as it came over the wire, in lower-case hexadecimal
   * @throws ServiceException when the signature does not cover this body
   */
  confirm(bodySha256: string): void;
}

/** Nothing of the body is covered by a signature. */
const UNVERIFIED = { chunkSigning: undefined, bodyHash: "none", confirm: () => {} } as const;

export class Authenticator {
  readonly #accessKeys: AccessKeys;
  readonly #accessKeyUse: AccessKeyUse;
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #open: boolean;
  readonly #keys = new SigningKeyCache();

  constructor(options: {
    readonly accessKeys: AccessKeys;
    readonly accessKeyUse: AccessKeyUse;
    readonly account: Account;
    readonly clock: Clock;
    /** Whether callers without a known key act as root. */
    readonly open: boolean;
  }) {
    this.#accessKeys = options.accessKeys;
    this.#accessKeyUse = options.accessKeyUse;
    this.#account = options.account;
    this.#clock = options.clock;
    this.#open = options.open;
  }

  /** @throws ServiceException in the words of the target's protocol */
  begin(head: RequestHead, { signingName, dialect }: SigningTarget): Authentication {
    const declaration = declarationOf(head, dialect);
    if (dialect === "s3" && head.headers["authorization"] === undefined && isSigV2Link(head.query)) {
      return this.#beginLink(head, declaration);
    }
    const claim = this.#claim(head, dialect);
    const record = claim && this.#findKey(claim, dialect);
    if (claim === undefined || record === undefined) {
      if (this.#open) return { ...UNVERIFIED, caller: this.#root(), declaration };
      throw refusal(dialect, claim === undefined ? "missing-token" : "unknown-key");
    }
    checkScope(claim, { region: this.#account.region, signingName }, dialect);
    checkTime(claim, this.#clock.nowMs(), dialect);
    checkSignedHeaders(head, claim, dialect);
    return this.#verified(head, claim, record, declaration, dialect);
  }

  /** A link of the old kind vouches for no body. */
  #beginLink(head: RequestHead, declaration: PayloadDeclaration): Authentication {
    const claim = parseSigV2Link(head.query);
    const record = this.#findKey(claim, "s3");
    if (record === undefined) {
      if (this.#open) return { ...UNVERIFIED, caller: this.#root(), declaration };
      throw refusal("s3", "unknown-key");
    }
    if (this.#clock.nowMs() > claim.expiresAtMs) throw refusal("s3", "expired-url");
    if (!verifySigV2Link(head, claim, record.secretAccessKey)) throw refusal("s3", "wrong-signature");
    this.#accessKeyUse.record(claim.accessKeyId, { serviceName: "s3", region: this.#account.region });
    return { ...UNVERIFIED, caller: record.principal, declaration };
  }

  #claim(head: RequestHead, dialect: SigV4Dialect): SignatureClaim | undefined {
    const authorization = head.headers["authorization"];
    if (authorization !== undefined) return parseAuthorization(authorization, head.headers, dialect);
    return isPresigned(head.query) ? parsePresignedUrl(head.query, dialect) : undefined;
  }

  #findKey(
    claim: Pick<SignatureClaim, "accessKeyId" | "sessionToken">,
    dialect: SigV4Dialect,
  ): AccessKeyRecord | undefined {
    try {
      const record = this.#accessKeys.find(claim.accessKeyId, claim.sessionToken);
      return record?.status === "Active" ? record : undefined;
    } catch (error) {
      if (!(error instanceof ServiceException)) throw error;
      if (error.code.startsWith("ExpiredToken")) throw refusal(dialect, "expired-token");
      // A token from elsewhere is as good as no token where everybody is let in.
      if (this.#open) return undefined;
      throw refusal(dialect, "invalid-token");
    }
  }

  #verified(
    head: RequestHead,
    claim: SignatureClaim,
    record: AccessKeyRecord,
    declaration: PayloadDeclaration,
    dialect: SigV4Dialect,
  ): Authentication {
    const verify = (payloadHash: string): void => {
      if (!verifySignature(head, claim, record.secretAccessKey, payloadHash, this.#keys))
        throw refusal(dialect, "wrong-signature");
      const { region, signingName } = claim.scope;
      this.#accessKeyUse.record(claim.accessKeyId, { serviceName: signingName, region });
    };
    const signer = { ...UNVERIFIED, caller: record.principal, accessKeyId: claim.accessKeyId };
    const declared = declaredPayloadHash(head, claim, declaration, dialect);
    if (declared === undefined) return { ...signer, declaration, bodyHash: "before-use", confirm: verify };
    verify(declared);
    if (declaration.kind === "signed-chunks") {
      const key = this.#keys.get(claim.accessKeyId, record.secretAccessKey, claim.scope);
      return { ...signer, declaration, chunkSigning: { claim, key } };
    }
    if (declaration.kind !== "hash") return { ...signer, declaration };
    const confirm = (bodySha256: string): void => {
      if (bodySha256 !== declaration.sha256.toLowerCase()) throw refusal(dialect, "wrong-payload");
    };
    return { ...signer, declaration, bodyHash: "at-end", confirm };
  }

  #root(): Principal {
    const { partition, accountId } = this.#account;
    return { kind: "root", accountId, arn: `arn:${partition}:iam::${accountId}:root`, userId: accountId };
  }
}

/**
 * PARITY: a body that is not signed, or signed in chunks, is S3's privilege; other services hash the body they
 * get, whatever marker the header holds.
 */
const declarationOf = (head: RequestHead, dialect: SigV4Dialect): PayloadDeclaration => {
  const declaration = parsePayloadDeclaration(head.headers["x-amz-content-sha256"]);
  if (dialect !== "s3") return declaration.kind === "hash" ? declaration : { kind: "absent" };
  if (declaration.kind === "unsupported") throw refusal(dialect, "unsupported-payload-hash");
  return declaration;
};

/** What the canonical request ends with, as far as the head says; undefined when only the body can tell. */
const declaredPayloadHash = (
  head: RequestHead,
  claim: SignatureClaim,
  declaration: PayloadDeclaration,
  dialect: SigV4Dialect,
): string | undefined => {
  if (declaration.kind !== "absent") return head.headers["x-amz-content-sha256"];
  if (dialect !== "s3") return undefined;
  if (claim.form === "query") return "UNSIGNED-PAYLOAD";
  throw refusal(dialect, "missing-payload-hash");
};

/** What a request to an operation is signed for. */
export const signingTarget = ({ served, protocol }: Target): SigningTarget => {
  const { signingName } = served.model;
  return { signingName, dialect: signingName === "s3" ? "s3" : dialectOf(protocol.name) };
};

const dialectOf = (protocolName: string): SigV4Dialect => {
  if (protocolName === "query") return "query";
  return protocolName.startsWith("json") ? "json" : "rest";
};
