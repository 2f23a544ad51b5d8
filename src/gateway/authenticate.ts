/**
 * Who is calling. What the head of a request can prove is proved before its body is read, so that a stranger
 * cannot make the server hold megabytes; `confirm` does the rest once the body is there.
 */
import type { KeyObject } from "node:crypto";
import type { Account } from "../aws/account.ts";
import type { AccessKeyRecord, AccessKeys, Principal } from "../aws/principal.ts";
import { ServiceException } from "../aws/service-exception.ts";
import type { Clock } from "../base/clock.ts";
import { checkScope } from "../protocol/sigv4/check-scope.ts";
import { checkSignedHeaders } from "../protocol/sigv4/check-signed-headers.ts";
import { checkTime } from "../protocol/sigv4/check-time.ts";
import type { SignatureClaim } from "../protocol/sigv4/claim.ts";
import { parseAuthorization } from "../protocol/sigv4/parse-authorization.ts";
import { isPresigned, parsePresignedUrl } from "../protocol/sigv4/parse-presigned-url.ts";
import { parsePayloadDeclaration, type PayloadDeclaration } from "../protocol/sigv4/payload-hash.ts";
import { refusal, type SigV4Dialect } from "../protocol/sigv4/refusal.ts";
import { sha256Hex } from "../protocol/sigv4/signature.ts";
import { SigningKeyCache } from "../protocol/sigv4/signing-key.ts";
import { verifySignature } from "../protocol/sigv4/verify-signature.ts";
import type { RequestHead, Target } from "./served-service.ts";

/** A caller whose head is in order. */
export interface Authentication {
  readonly caller: Principal;
  /** What the request says of its body, and so how the body travels and is checked. */
  readonly declaration: PayloadDeclaration;
  /** Present when chunks of the body are signed: the signature they are chained to and the key. */
  readonly chunkSigning: { readonly claim: SignatureClaim; readonly key: KeyObject } | undefined;
  /**
   * Must be called with the whole body as it came over the wire, unless the body streams.
   * @throws ServiceException when the signature does not cover this body
   */
  confirm(body: Uint8Array): void;
}

export class Authenticator {
  readonly #accessKeys: AccessKeys;
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #open: boolean;
  readonly #keys = new SigningKeyCache();

  constructor(options: {
    readonly accessKeys: AccessKeys;
    readonly account: Account;
    readonly clock: Clock;
    /** Whether callers without a known key act as root. */
    readonly open: boolean;
  }) {
    this.#accessKeys = options.accessKeys;
    this.#account = options.account;
    this.#clock = options.clock;
    this.#open = options.open;
  }

  /** @throws ServiceException in the words of the target's protocol */
  begin(head: RequestHead, target: Target): Authentication {
    const dialect = dialectOf(target);
    const declaration = parsePayloadDeclaration(head.headers["x-amz-content-sha256"]);
    const claim = this.#claim(head, dialect);
    const record = claim && this.#findKey(claim, dialect);
    if (claim === undefined || record === undefined) {
      if (this.#open) return { caller: this.#root(), declaration, chunkSigning: undefined, confirm: () => {} };
      throw refusal(dialect, claim === undefined ? "missing-token" : "unknown-key");
    }
    const { signingName } = target.served.model;
    checkScope(claim, { region: this.#account.region, signingName }, dialect);
    checkTime(claim, this.#clock.nowMs(), dialect);
    checkSignedHeaders(head, claim, dialect);
    return this.#verified(head, claim, record, declaration, dialect);
  }

  #claim(head: RequestHead, dialect: SigV4Dialect): SignatureClaim | undefined {
    const authorization = head.headers["authorization"];
    if (authorization !== undefined) return parseAuthorization(authorization, head.headers, dialect);
    return isPresigned(head.query) ? parsePresignedUrl(head.query, dialect) : undefined;
  }

  #findKey(claim: SignatureClaim, dialect: SigV4Dialect): AccessKeyRecord | undefined {
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
      if (verifySignature(head, claim, record.secretAccessKey, payloadHash, this.#keys)) return;
      throw refusal(dialect, "wrong-signature");
    };
    const caller = record.principal;
    const key = this.#keys.get(claim.accessKeyId, record.secretAccessKey, claim.scope);
    const declared = declaredPayloadHash(head, claim, declaration, dialect);
    if (declared === undefined) {
      return { caller, declaration, chunkSigning: undefined, confirm: (body) => verify(sha256Hex(body)) };
    }
    verify(declared);
    return {
      caller,
      declaration,
      chunkSigning: declaration.kind === "signed-chunks" ? { claim, key } : undefined,
      confirm: (body) => {
        if (declaration.kind === "hash" && sha256Hex(body) !== declaration.sha256.toLowerCase()) {
          throw refusal(dialect, "wrong-payload");
        }
      },
    };
  }

  #root(): Principal {
    const { partition, accountId } = this.#account;
    return { kind: "root", accountId, arn: `arn:${partition}:iam::${accountId}:root`, userId: accountId };
  }
}

/**
 * What the canonical request ends with, as far as the head says; undefined when only the body can tell.
 * PARITY: a body that is not signed is S3's privilege; others hash it whatever the header says.
 */
const declaredPayloadHash = (
  head: RequestHead,
  claim: SignatureClaim,
  declaration: PayloadDeclaration,
  dialect: SigV4Dialect,
): string | undefined => {
  const header = head.headers["x-amz-content-sha256"];
  if (dialect !== "s3") return declaration.kind === "hash" ? header : undefined;
  if (header !== undefined) return header;
  if (claim.form === "query") return "UNSIGNED-PAYLOAD";
  throw refusal(dialect, "missing-payload-hash");
};

const dialectOf = ({ served, protocol }: Target): SigV4Dialect => {
  if (served.model.signingName === "s3") return "s3";
  if (protocol.name === "query") return "query";
  return protocol.name.startsWith("json") ? "json" : "rest";
};
